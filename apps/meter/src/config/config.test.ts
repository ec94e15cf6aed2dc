import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  allowedBrowsers,
  BROWSER_NAMES,
  CONFIG_KEYS,
  DEFAULT_CONFIG,
  parseConfig,
  standing,
} from './config.ts';
import { configPath, configReader, readConfig, writeConfig } from './config-file.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-meter-config-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
});

const keyOf = (name: string) => {
  const found = CONFIG_KEYS.find(({ key }) => key === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const write = (text: string) => writeFileSync(configPath(home), text);

describe('a settings file', () => {
  it.each([
    ['{}', DEFAULT_CONFIG],
    ['{"sources":{}}', DEFAULT_CONFIG],
    ['{"theme":"dark","sources":{"future":1}}', DEFAULT_CONFIG],
    [
      '{"sources":{"oauth":true}}',
      { ...DEFAULT_CONFIG, sources: { ...DEFAULT_CONFIG.sources, oauth: true } },
    ],
    ['{"browsers":{"Edge":false}}', { ...DEFAULT_CONFIG, browsers: { Edge: false } }],
  ])('%s is understood', (text, config) => {
    expect(parseConfig(text)).toMatchObject({ ok: true, config });
  });

  it.each([
    ['', 'it is not JSON'],
    ['{', 'it is not JSON'],
    ['[]', 'it is JSON, but no object: []'],
    ['null', 'it is JSON, but no object: null'],
    [`{"sources":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 'it is nested deeper than 64 levels'],
    [`{"x":1,"x":2,"sources":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 'nested deeper than 64 levels'],
    ['{"sources":[]}', 'sources [] is no object'],
    ['{"sources":"off"}', 'sources "off" is no object'],
    ['{"sources":{"oauth":"yes"}}', 'sources.oauth "yes" is neither true nor false'],
    ['{"sources":{"cookies":null}}', 'sources.cookies null is neither true nor false'],
    ['{"browsers":{"Edge":0}}', 'browsers.Edge 0 is neither true nor false'],
  ])('%j is refused with the value and its place', (text, error) => {
    const parsed = parseConfig(text);
    expect(parsed.ok ? null : parsed.error).toContain(error);
  });

  it('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void parseConfig(text)));
  });

  it('that is missing means the defaults: OAuth is off', () => {
    expect(readConfig(home)).toEqual({ ok: true, config: DEFAULT_CONFIG });
    expect(DEFAULT_CONFIG.sources.oauth).toBe(false);
  });

  it('that cannot be understood is named, with the way out', () => {
    write('{"sources":{"oauth":"yes"}}');
    const read = readConfig(home);
    expect(read.ok ? null : read.error).toBe(
      `${JSON.stringify(configPath(home))}: sources.oauth "yes" is neither true nor false. Correct it, or delete the file to go back to the defaults.`,
    );
  });
});

describe('a change', () => {
  it.each(CONFIG_KEYS.map((key) => [key.key, key] as const))('of %s stands, and back', (_name, key) => {
    for (const value of [!key.fallback, key.fallback]) {
      const written = writeConfig(home, key, value);
      expect(written.ok && standing(written.config, key)).toBe(value);
    }
  });

  it('keeps what is not known here, in this user’s hands alone, and leaves nothing beside', () => {
    write('{"tray":{"style":"long"},"sources":{"future":[1,2]}}');
    writeConfig(home, keyOf('sources.cookies'), false);
    expect(JSON.parse(readFileSync(configPath(home), 'utf8'))).toEqual({
      tray: { style: 'long' },
      sources: { future: [1, 2], cookies: false },
    });
    expect(statSync(configPath(home)).mode & 0o777).toBe(0o600);
    expect(existsSync(`${configPath(home)}.new`)).toBe(false);
  });

  it('keeps a key of any name', () => {
    write('{"__proto__":{"":1},"constructor":2}');
    writeConfig(home, keyOf('sources.cookies'), false);
    const kept = JSON.parse(readFileSync(configPath(home), 'utf8')) as object;
    expect(Object.keys(kept)).toEqual(['__proto__', 'constructor', 'sources']);
  });

  it('of a file that cannot be understood is refused: nothing in it is lost', () => {
    write('{ broken');
    expect(writeConfig(home, keyOf('sources.cookies'), false).ok).toBe(false);
    expect(readFileSync(configPath(home), 'utf8')).toBe('{ broken');
  });
});

describe('a running meter', () => {
  it('sees each change', () => {
    const read = configReader(home);
    expect(read().config).toEqual(DEFAULT_CONFIG);
    writeConfig(home, keyOf('sources.oauth'), true);
    expect(read().config.sources.oauth).toBe(true);
    rmSync(configPath(home));
    expect(read().config.sources.oauth).toBe(false);
  });

  it('has every own source off while the file cannot be understood, and says why', () => {
    const read = configReader(home);
    write('{"sources":{"cookies":"no"}}');
    utimesSync(configPath(home), 1, 1);
    expect(Object.values(read().config.sources)).toEqual([false, false, false, false, false, false]);
    expect(read().error).toContain('sources.cookies "no" is neither true nor false');
  });
});

describe('browsers', () => {
  it('may all be looked into unless one is switched off', () => {
    expect(allowedBrowsers(DEFAULT_CONFIG)).toBeNull();
    expect(allowedBrowsers({ ...DEFAULT_CONFIG, browsers: { Edge: true, Netscape: false } })).toBeNull();
  });

  it('are found whatever the case of their name', () => {
    expect(allowedBrowsers({ ...DEFAULT_CONFIG, browsers: { firefox: false, Edge: false } })).toEqual(
      BROWSER_NAMES.filter((name) => !['Firefox', 'Edge'].includes(name)),
    );
  });
});
