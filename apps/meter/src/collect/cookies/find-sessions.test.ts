import { appendFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Platform } from './chromium-browsers.ts';
import { Concealed } from './concealed.ts';
import { createSessionFinder, type FindOptions, findSessions } from './find-sessions.ts';
import type { KeyAnswer, KeyRequest, KeySource } from './key-source.ts';
import {
  type ChromiumRow,
  type ChromiumStoreOptions,
  DAY_MS,
  makeChromiumStore,
  makeFirefoxStore,
  NOON,
} from './testing/make-stores.ts';
import { cbcKey, cbcValue } from './testing/openssl.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const ORG = '0b6f9d2e-4f64-4a77-9a39-5d5b0f3d6c11';
const V10 = cbcKey('peanuts', 1);
const V11 = cbcKey('keyring password', 1);
const MAC = cbcKey('keychain password', 1003);

/** A home with stores in it, and a finder over it. */
function world(platform: Platform, answer: KeyAnswer = { kind: 'missing', store: 'keyring' }) {
  const home = temporaryFolder(onTestFinished);
  const base = join(home, 'copies');
  mkdirSync(base);
  const asked: KeyRequest[] = [];
  let now = NOON;
  const keys: KeySource = {
    ask: async (request) => {
      asked.push(request);
      return answer;
    },
  };
  const options = { platform, home, env: {}, now: () => now, keys, base };
  const finder = createSessionFinder(options);
  return {
    home,
    base,
    asked,
    wait: (ms: number) => {
      now += ms;
    },
    find: (find?: FindOptions) => finder.find(find),
    findAnew: () => findSessions(options),
    kinds: async (find?: FindOptions) => (await finder.find(find)).findings.map(({ kind }) => kind),
  };
}

function row(
  name: string,
  value: string,
  change: Partial<ChromiumRow> & { key?: Buffer; prefix?: string } = {},
): ChromiumRow {
  const { key = V10, prefix = 'v10', ...rest } = change;
  const host = rest.host ?? '.claude.ai';
  return { host, name, encrypted: cbcValue(value, { prefix, key, boundTo: host }), ...rest };
}

function chromium(
  home: string,
  rows: readonly ChromiumRow[],
  {
    profile = 'Default',
    root = '.config/chromium',
    ...options
  }: ChromiumStoreOptions & { profile?: string; root?: string } = {},
): string {
  const path = join(home, root, profile, 'Cookies');
  makeChromiumStore(path, rows, options).close();
  return path;
}

const answered = (store: 'secret_service' | 'keychain' | 'dpapi', secret: string | Buffer): KeyAnswer => ({
  kind: 'found',
  store,
  secrets: [new Concealed(Buffer.from(secret))],
});

describe('sessions of the Chromium family', () => {
  it('gives the cookies to send, the org that was open last and when the login began', async () => {
    const { home, find, base } = world('linux');
    chromium(home, [
      row('sessionKey', 'sk-1', { created: NOON - DAY_MS, updated: NOON - 5000 }),
      row('lastActiveOrg', ORG, { host: 'claude.ai' }),
      row('gone', 'x', { expires: NOON - 1 }),
    ]);
    const { sessions } = await find();
    expect(sessions).toMatchObject([
      {
        browser: 'Chromium',
        profile: 'Default',
        container: null,
        lastActiveOrg: ORG,
        sessionStartedAt: NOON - 5000,
      },
    ]);
    expect(sessions[0]?.cookies.header()).toBe(`sessionKey=sk-1; lastActiveOrg=${ORG}`);
    expect(sessions[0]?.instance).toMatch(/^cookies-[0-9a-f]{16}$/);
    expect(readdirSync(base)).toEqual([]);
  });

  it('finds every profile, the flat layout of Opera, and each file once', async () => {
    const { home, find } = world('linux');
    for (const profile of [
      'Default',
      'Profile 10',
      'Profile 2',
      'Named by hand',
      'System Profile',
      'Guest Profile',
    ]) {
      chromium(home, [row('sessionKey', profile)], { profile });
    }
    chromium(home, [row('sessionKey', 'opera')], { root: '.config', profile: 'opera' });
    mkdirSync(join(home, 'snap/chromium/common'), { recursive: true });
    symlinkSync(join(home, '.config/chromium'), join(home, 'snap/chromium/common/chromium'));
    const { sessions } = await find();
    expect(sessions.map(({ browser, profile }) => `${browser}/${profile}`)).toEqual([
      'Chromium/Default',
      'Chromium/Named by hand',
      'Chromium/Profile 2',
      'Chromium/Profile 10',
      'Opera/opera',
    ]);
    expect(new Set(sessions.map(({ instance }) => instance)).size).toBe(5);
  });

  it('reads the store in Network/ where the browser moved it', async () => {
    const { home, find } = world('linux');
    chromium(home, [row('sessionKey', 'new')], { profile: 'Default/Network' });
    expect((await find()).sessions.map(({ profile }) => profile)).toEqual(['Default']);
  });

  it('looks only into the browsers that are switched on', async () => {
    const { home, kinds } = world('linux');
    chromium(home, [row('sessionKey', 'a')]);
    chromium(home, [row('sessionKey', 'b')], { root: '.config/google-chrome' });
    expect(await kinds({ browsers: ['Chrome'] })).toHaveLength(1);
    expect(await kinds({ browsers: [] })).toEqual([]);
    expect(await kinds({ browsers: null })).toHaveLength(2);
  });

  it.each<[string, ChromiumRow[], string]>([
    ['no cookies of claude.ai', [row('x', 'y', { host: '.example.com' })], 'no_claude_cookies'],
    ['cookies, nobody logged in', [row('anthropic-device-id', 'y')], 'anonymous'],
    ['a login that ran out', [row('sessionKey', 'y', { expires: NOON - 1 })], 'expired'],
    ['a login by the built-in key', [row('sessionKey', 'y')], 'session'],
    ['by the empty password', [row('sessionKey', 'y', { key: cbcKey('', 1) })], 'session'],
    [
      'by the empty password, v11',
      [row('sessionKey', 'y', { key: cbcKey('', 1), prefix: 'v11' })],
      'session',
    ],
    [
      'never encrypted',
      [{ host: '.claude.ai', name: 'sessionKey', plain: 'y', encrypted: Buffer.alloc(0) }],
      'session',
    ],
    ['v10 with an unknown password', [row('sessionKey', 'y', { key: V11 })], 'key_wrong'],
    ['v12', [row('sessionKey', 'y', { prefix: 'v12' })], 'scheme_unknown'],
  ])('Linux, no key store touched: %s', async (_, rows, kind) => {
    const { home, kinds, asked } = world('linux');
    chromium(home, rows);
    expect(await kinds()).toEqual([kind]);
    expect(asked).toEqual([]);
  });

  it.each<[KeyAnswer, object]>([
    [answered('secret_service', 'keyring password'), { kind: 'session' }],
    [answered('secret_service', 'another'), { kind: 'key_wrong', keyStore: 'secret_service' }],
    [
      { kind: 'locked', store: 'secret_service' },
      { kind: 'key_locked', keyStore: 'secret_service' },
    ],
    [
      { kind: 'missing', store: 'keyring' },
      { kind: 'key_missing', keyStore: 'keyring' },
    ],
    [
      { kind: 'denied', store: 'kwallet' },
      { kind: 'key_denied', keyStore: 'kwallet' },
    ],
    [
      { kind: 'timeout', store: 'secret_service' },
      { kind: 'key_timeout', keyStore: 'secret_service' },
    ],
    [
      { kind: 'failed', store: 'keyring', reason: 'no session bus' },
      { kind: 'key_failed', reason: 'no session bus' },
    ],
  ])('Linux v11: %j', async (answer, finding) => {
    const { home, find, asked } = world('linux', answer);
    chromium(home, [row('sessionKey', 'y', { key: V11, prefix: 'v11' })], { root: '.config/microsoft-edge' });
    expect((await find()).findings).toMatchObject([finding]);
    expect(asked).toEqual([
      {
        kind: 'linux_keyring',
        applications: ['microsoft-edge', 'chromium'],
        walletNames: ['Microsoft Edge', 'Chromium'],
      },
    ]);
  });

  it('macOS: asks for the browser its own Keychain item', async () => {
    const { home, find, asked } = world('darwin', answered('keychain', 'keychain password'));
    chromium(home, [row('sessionKey', 'y', { key: MAC })], {
      root: 'Library/Application Support/Arc/User Data',
    });
    expect((await find()).sessions.map(({ browser }) => browser)).toEqual(['Arc']);
    expect(asked).toEqual([{ kind: 'keychain', account: 'Arc', service: 'Arc Safe Storage' }]);
  });

  it('counts cookies beside the login that cannot be opened, and sends the rest', async () => {
    const { home, find } = world('linux');
    chromium(home, [
      row('sessionKey', 'y'),
      row('other', 'z', { key: V11, prefix: 'v11' }),
      row('odd', 'two\nlines'),
    ]);
    const { sessions, findings } = await find();
    expect(sessions[0]?.cookies.names()).toEqual(['sessionKey']);
    expect(findings).toMatchObject([{ kind: 'session', omitted: 2 }]);
  });

  it('touches no key store when told not to', async () => {
    const { home, kinds, asked } = world('linux', answered('secret_service', 'keyring password'));
    chromium(home, [row('sessionKey', 'y', { key: V11, prefix: 'v11' })]);
    expect(await kinds({ keyStores: false })).toEqual(['key_not_asked']);
    expect(asked).toEqual([]);
    expect(await kinds()).toEqual(['session']);
  });

  it('a damaged store, one of an unknown schema and one that cannot be listed do not hide a good one', async () => {
    const { home, find } = world('linux');
    chromium(home, [row('sessionKey', 'y')], { profile: 'Profile 1' });
    writeFileSync(chromium(home, [], { profile: 'Profile 2' }), 'x'.repeat(4000));
    chromium(home, [], { profile: 'Profile 3', version: 77, without: ['host_key'] });
    mkdirSync(join(home, '.config/google-chrome/Default'), { recursive: true });
    symlinkSync('loop', join(home, '.config/vivaldi'));
    symlinkSync('vivaldi', join(home, '.config/loop'));
    const { sessions, findings } = await find();
    expect(findings.map(({ browser, profile, kind }) => [browser, profile, kind])).toEqual([
      ['Chromium', 'Profile 1', 'session'],
      ['Chromium', 'Profile 2', 'half_written'],
      ['Chromium', 'Profile 3', 'schema_unknown'],
      ['Vivaldi', 'all profiles', 'unreadable'],
    ]);
    expect(sessions).toHaveLength(1);
  });
});

describe('sessions of the Firefox family', () => {
  const ini = (home: string, text = '[Profile0]\nName=main\nIsRelative=1\nPath=p.main\n') => {
    mkdirSync(join(home, '.mozilla/firefox/p.main'), { recursive: true });
    writeFileSync(join(home, '.mozilla/firefox/profiles.ini'), text);
  };

  it('gives a session to the plain profile and to each container, by name', async () => {
    const { home, find } = world('linux');
    ini(home);
    makeFirefoxStore(join(home, '.mozilla/firefox/p.main/cookies.sqlite'), [
      { host: '.claude.ai', name: 'sessionKey', value: 'plain' },
      { host: '.claude.ai', name: 'sessionKey', value: 'work', attributes: '^userContextId=2' },
      { host: '.claude.ai', name: 'seen', value: 'x', attributes: '^userContextId=9' },
    ]).close();
    const identities = [{ userContextId: 2, l10nId: 'user-context-work' }];
    writeFileSync(join(home, '.mozilla/firefox/p.main/containers.json'), JSON.stringify({ identities }));
    const { sessions, findings } = await find();
    expect(sessions.map(({ container, cookies }) => [container, cookies.get('sessionKey')])).toEqual([
      [null, 'plain'],
      ['Work', 'work'],
    ]);
    expect(findings.map(({ container, kind }) => [container, kind])).toEqual([
      [null, 'session'],
      ['Work', 'session'],
      ['container 9', 'anonymous'],
    ]);
  });

  it('says nothing about a profile that was never started', async () => {
    const { home, kinds } = world('linux');
    ini(
      home,
      '[Profile0]\nName=gone\nIsRelative=1\nPath=gone\n[Profile1]\nName=new\nIsRelative=1\nPath=p.main\n',
    );
    expect(await kinds()).toEqual([]);
  });
});

describe('what a finder remembers', () => {
  it('does not read an unchanged store again, and sees every change', async () => {
    const { home, find, asked } = world('linux', answered('secret_service', 'keyring password'));
    const path = chromium(home, [row('sessionKey', 'y', { key: V11, prefix: 'v11' })]);
    const [first] = (await find()).sessions;
    expect((await find()).sessions[0]).toBe(first);
    appendFileSync(`${path}-wal`, '');
    expect((await find()).sessions[0]).not.toBe(first);
    expect(asked).toHaveLength(1);
  });

  it('sees a login run out though nothing was written', async () => {
    const { home, kinds, wait } = world('linux');
    chromium(home, [row('sessionKey', 'y', { expires: NOON + 1000 })]);
    expect(await kinds()).toEqual(['session']);
    wait(1000);
    expect(await kinds()).toEqual(['expired']);
  });

  it('asks once more when a remembered key no longer fits', async () => {
    const answers = ['keyring password', 'keyring password', 'new password'];
    const home = temporaryFolder(onTestFinished);
    let questions = 0;
    const keys: KeySource = { ask: async () => answered('secret_service', answers[questions++] ?? '') };
    const finder = createSessionFinder({
      platform: 'linux',
      home,
      env: {},
      now: () => NOON,
      keys,
      base: home,
    });
    chromium(home, [row('sessionKey', 'y', { key: V11, prefix: 'v11' })], { profile: 'A' });
    expect((await finder.find()).findings).toMatchObject([{ kind: 'session' }]);
    questions = 2;
    const renewed = cbcKey('new password', 1);
    chromium(home, [row('sessionKey', 'z', { key: renewed, prefix: 'v11' })], { profile: 'B' });
    expect((await finder.find()).findings.map(({ kind }) => kind)).toEqual(['session', 'session']);
    expect(questions).toBe(3);
  });

  it('rejects with the reason when aborted, and leaves no copy', async () => {
    const { home, base, find } = world('linux');
    chromium(home, [row('sessionKey', 'y')]);
    await expect(find({ signal: AbortSignal.abort(new Error('quit')) })).rejects.toThrow('quit');
    expect(readdirSync(base)).toEqual([]);
  });
});

describe('secrets', () => {
  it('findings and sessions show no value however they are printed', async () => {
    const { home, find } = world('linux', answered('secret_service', 'keyring password'));
    chromium(home, [
      row('sessionKey', 'CANARY-1', { key: V11, prefix: 'v11' }),
      row('b', 'CANARY-2', { key: V11, prefix: 'v11' }),
    ]);
    const found = await find();
    expect(found.sessions[0]?.cookies.header()).toContain('CANARY');
    const printed = [
      JSON.stringify(found),
      inspect(found, { depth: 20, showHidden: true }),
      String(found.sessions[0]?.cookies),
      JSON.stringify(structuredClone(found.findings)),
    ].join('\n');
    expect(printed).not.toContain('CANARY');
    expect(printed).toContain('sessionKey');
  });
});
