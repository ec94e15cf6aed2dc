import { isDeepStrictEqual } from 'node:util';
import { emptyState, merge, snapshotsOf } from '@claude-meter/core';
import {
  decodeAccount,
  decodeOauthAnswer,
  decodeOrganizations,
  decodeOverage,
  decodeSubscription,
  decodeUsage,
  observe,
} from '@claude-meter/sources';
import { elementsOf, membersOf, parsePost, parseSnapshots, printSnapshots } from '@claude-meter/wire';
import type { Dice } from '../../budget.ts';
import type { Target } from '../fuzz.ts';
import { grownJson } from '../mutate.ts';
import { expectHonest } from './expect-honest.ts';
import { NOW, ORG, USAGE_KEYS, USAGE_SEEDS } from './seeds.ts';

const POST_KEYS = [
  ...USAGE_KEYS,
  'org_uuid',
  'usage',
  'usage_text',
  'overage',
  'errors',
  'problem',
  'provenance',
];
const AT = new Date(NOW - 1000).toISOString();

function post(usage: string, more = ''): string {
  return `[{"org_uuid":"${ORG}","browser":"extension","account_email":"a@example.com","fetched_at":"${AT}",\n "usage": ${usage} ,"overage":null,"subscription":null,"errors":[]${more}}]`;
}

const usageTexts = USAGE_SEEDS.map((bytes) => bytes.toString());

function grownPost(dice: Dice): Buffer {
  const body = () => grownJson(dice, USAGE_KEYS);
  const more = [
    () => '',
    () => `,"usage_text":${JSON.stringify(body())}`,
    () => `,${JSON.stringify(dice.pick(POST_KEYS))}:${body()}`,
    () => `,"source":"statusline","usage_text":${JSON.stringify(`{"rate_limits":${body()}}`)}`,
  ];
  const one = () => post(body(), dice.pick(more)()).slice(1, -1);
  return Buffer.from(`[${Array.from({ length: dice.below(3) + 1 }, one).join(',')}]`);
}

/** `POST /snapshots`: judged, understood, merged, shown and read again, with every byte of each body kept. */
export const POSTS: Target = {
  name: 'posts',
  seeds: usageTexts.filter(isJson).map((text) => Buffer.from(post(text))),
  grow: grownPost,
  check(input) {
    const text = decodeStrict(input);
    if (text === null) return;
    const read = parsePost(text, NOW);
    if (!read.ok) return;
    const texts = elementsOf(text);
    let state = emptyState();
    for (const { report, session } of read.posted) {
      if (report.usage !== null) expectKept(report.usage, texts);
      const observation = observe(report, {
        session,
        receivedAt: NOW,
        sha256: 'a'.repeat(64),
        orgOnPercent: false,
      });
      if (observation.usage !== null) expectHonest(observation.usage.meaning.limits, report.usage ?? '');
      state = merge(state, [observation]);
    }
    const shown = snapshotsOf(state, NOW, 120_000);
    const printed = printSnapshots(shown);
    const again = parseSnapshots(printed);
    if (!again.ok) throw new Error(`what was printed cannot be read: ${again.error}`);
    again.snapshots.forEach((snapshot, index) => {
      if (snapshot.usage !== (shown[index]?.usage?.trim() ?? null))
        throw new Error('the usage text has changed');
    });
    JSON.parse(JSON.stringify(state));
  },
};

/** A body is a piece of what came, or the text that `usage_text` holds. */
function expectKept(usage: string, texts: readonly string[]): void {
  const kept = texts.some(
    (text) => text.includes(usage) || membersOf(text).get('usage_text')?.startsWith('"'),
  );
  if (!kept) throw new Error(`${JSON.stringify(usage.slice(0, 80))} is not what came`);
}

/** Everything that claude.ai and api.anthropic.com may answer. */
export const BODIES: Target = {
  name: 'usage bodies',
  seeds: USAGE_SEEDS,
  grow: (dice) => Buffer.from(grownJson(dice, USAGE_KEYS)),
  check(input) {
    const text = input.toString();
    for (const known of [true, false]) {
      const decoded = decodeUsage(text, known);
      if (decoded.ok) expectHonest(decoded.usage.limits, text);
      else if (decoded.reason.length > 1000) throw new Error('the reason is too long for a line');
    }
    decodeOverage(text);
    decodeSubscription(text);
    decodeAccount(text);
    decodeOrganizations(text);
    for (const status of [200, 401, 403, 429, 500])
      decodeOauthAnswer({ status, headers: { 'retry-after': text.slice(0, 40) }, text }, NOW);
  },
};

/** What another program on the port may answer. */
export const ANSWERS: Target = {
  name: 'answers of the bridge',
  seeds: usageTexts.filter(isJson).map((usage) => {
    const posted = parsePost(post(usage), NOW);
    const [one] = posted.ok ? posted.posted : [];
    if (one === undefined) return Buffer.from('[]');
    const given = { session: one.session, receivedAt: NOW, sha256: 'b'.repeat(64), orgOnPercent: false };
    return Buffer.from(
      printSnapshots(snapshotsOf(merge(emptyState(), [observe(one.report, given)]), NOW, 120_000)),
    );
  }),
  check(input) {
    const read = parseSnapshots(input.toString());
    if (!read.ok) return;
    const again = parseSnapshots(printSnapshots(read.snapshots));
    if (!again.ok || !isDeepStrictEqual(copyOf(again.snapshots), copyOf(read.snapshots))) {
      throw new Error('printed and read again it is something else');
    }
  },
};

/** As JSON would carry it: a key of nobody's may hold -0. */
function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function decodeStrict(input: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
