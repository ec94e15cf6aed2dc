import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOauthMemory } from '../../../../apps/meter/src/collect/oauth/oauth-memory.ts';
import { readPollMemories } from '../../../../apps/meter/src/collect/poll-memories.ts';
import { CONFIG_KEYS, parseConfig, standing } from '../../../../apps/meter/src/config/config.ts';
import { readConfig, writeConfig } from '../../../../apps/meter/src/config/config-file.ts';
import { parseNoticeConfig } from '../../../../apps/meter/src/notify/notice-config.ts';
import { readNoticeRecord } from '../../../../apps/meter/src/notify/notice-store.ts';
import { parseOverrides } from '../../../../apps/meter/src/prices/price-overrides.ts';
import { PriceBook } from '../../../../apps/meter/src/prices/price-table.ts';
import { readRunFile } from '../../../../apps/meter/src/run-file.ts';
import { readPreferences } from '../../../../apps/meter/src/tray/preferences.ts';
import type { Target } from '../fuzz.ts';
import { grownJson } from '../mutate.ts';
import { scratchFolder } from '../scratch.ts';
import { NOW } from './seeds.ts';

const CONFIG_WORDS = [
  'sources',
  'browsers',
  'cookies',
  'oauth',
  'statusline',
  'Chrome',
  'Edge',
  'notices',
  'hook',
];
const NOTICE_WORDS = [
  'notices',
  'thresholds',
  'quiet',
  'from',
  'to',
  'without',
  'pool_hours',
  'extra_thresholds',
];

/** `config.json`, which people write by hand. */
export const CONFIG: Target = {
  name: 'config.json',
  seeds: [
    '{"sources":{"cookies":true,"oauth":false},"browsers":{"Edge":false},"other":[1,{"x":2.0}]}',
    '{"notices":{"thresholds":[90,100],"quiet":{"from":"22:00","to":"07:00"},"hook":["sh","-c","true"]}}',
  ].map((text) => Buffer.from(text)),
  grow: (dice) => Buffer.from(grownJson(dice, [...CONFIG_WORDS, ...NOTICE_WORDS])),
  check(input) {
    const text = input.toString();
    const read = parseConfig(text);
    if (read.ok) for (const key of CONFIG_KEYS) standing(read.config, key);
    else expectWords(read.error);
    const notices = parseNoticeConfig(text);
    if (!notices.ok) expectWords(notices.error);
    else if (notices.config.settings.thresholds.some((one) => !(one > 0)))
      throw new Error('a threshold of nothing');
  },
};

const home = scratchFolder('settings');
const [firstKey] = CONFIG_KEYS;

/** One switch changed in a file of any content: everything else in it stays. */
export const SWITCHED: Target = {
  ...CONFIG,
  name: 'config.json, switched',
  check(input) {
    if (firstKey === undefined) return;
    writeFileSync(join(home, 'config.json'), input);
    const before = readConfig(home);
    const written = writeConfig(home, firstKey, false);
    const after = readFileSync(join(home, 'config.json'));
    if (!before.ok && !after.equals(input))
      throw new Error('a file that cannot be understood was overwritten');
    if (!written.ok) return;
    if (standing(written.config, firstKey)) throw new Error('switched off, and still on');
    const [old, fresh] = [input.toString(), after.toString()].map((text) => JSON.parse(text) as object);
    for (const key of Object.keys(old ?? {})) {
      if (!Object.hasOwn(fresh ?? {}, key)) throw new Error(`${JSON.stringify(key)} is gone`);
    }
  },
};

/** The person's own prices. */
export const PRICES: Target = {
  name: 'prices.json',
  seeds: [
    '{"my-model":{"input":3,"output":15}}',
    '{"a":[{"input":1,"output":2,"from":"2026-01-01","above_200k":{"input":2,"output":4}},{"input":1,"output":2,"fast":6,"web_search":0.01}]}',
  ].map((text) => Buffer.from(text)),
  grow: (dice) =>
    Buffer.from(
      grownJson(dice, ['a', 'input', 'output', 'from', 'above_200k', 'cache_read', 'fast', '__proto__']),
    ),
  check(input) {
    const read = parseOverrides(input.toString());
    if (!read.ok) return expectWords(read.error);
    const book = new PriceBook(read.models);
    for (const model of [...Object.keys(read.models), 'claude-opus-4-1', 'toString', '__proto__']) {
      const price = book.at(model, NOW);
      for (const rate of [price?.input, price?.output, price?.cache_read, price?.cache_write_1h]) {
        if (rate !== undefined && !(rate >= 0)) throw new Error(`${model} costs ${rate}`);
      }
    }
  },
};

const SMALL_FILES: Readonly<Record<string, (folder: string) => unknown>> = {
  'running.json': readRunFile,
  'sessions.json': readPollMemories,
  'oauth.json': readOauthMemory,
  'tray.json': readPreferences,
  'notices.json': (folder) => readNoticeRecord(join(folder, 'notices.json')),
};

/** The small files that the meter leaves for its next start. */
export const LEFT_FILES: Target = {
  name: 'small files of the state folder',
  seeds: [
    '{"pid":1,"port":63762}',
    '{"version":1,"extensionSeenAt":null,"polledAt":1,"sessions":{"a":{"seenAt":1,"memory":{"version":1,"orgs":[]}}}}',
    '{"version":1,"fingerprint":null,"askedAt":1,"backOff":{"until":1,"failures":2},"problem":null,"error":null}',
    '{"format":"long","driver":{"by":"account","orgUuid":"x"},"alarms":true,"flash":false}',
    '{"memory":{"limits":{},"sessions":{},"said":{}},"held":[]}',
  ].map((text) => Buffer.from(text)),
  check(input) {
    for (const [name, read] of Object.entries(SMALL_FILES)) {
      writeFileSync(join(home, name), input);
      read(home);
    }
  },
};

function expectWords(error: string): void {
  if (error.length === 0 || error.length > 2000) throw new Error(`no sentence: ${error.length} characters`);
}
