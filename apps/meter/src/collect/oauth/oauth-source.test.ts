import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { emptyState, type Snapshot } from '@claude-meter/core';
import type { Got } from '@claude-meter/sources';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { plainReport } from '../../../../../packages/core/test/plain-report.ts';
import { temporaryFolder } from '../../../test/meter.ts';
import { startTlsSite } from '../../../test/tls-site.ts';
import { prepareHome } from '../../home-folder.ts';
import { createIngest } from '../../ingest.ts';
import { createPublisher } from '../../published.ts';
import { openStore } from '../../store/sqlite-store.ts';
import type { RunCommand } from '../cookies/run-command.ts';
import { createGetter, type Getter } from '../https-get.ts';
import { findLogin } from './find-login.ts';
import { OauthSource } from './oauth-source.ts';

const ORG = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';
const MINUTE = 60_000;
const BODY = '{"five_hour":{"utilization":42.0,"resets_at":null},"limits":[]}';
const TOKEN = 'sk-ant-oat01-CANARY';

let user: string;
let clock: { now: number };

beforeEach(() => {
  user = temporaryFolder();
  clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  mkdirSync(join(user, '.claude'));
});

function logIn({ token = TOKEN, expiresIn = 8 * 60 * MINUTE, account = true } = {}): void {
  const login = { accessToken: token, refreshToken: 'sk-ant-ort01-CANARY', expiresAt: clock.now + expiresIn };
  writeFileSync(join(user, '.claude', '.credentials.json'), JSON.stringify({ claudeAiOauth: login }));
  const state = account ? { oauthAccount: { organizationUuid: ORG, emailAddress: 'ada@example.com' } } : {};
  writeFileSync(join(user, '.claude.json'), JSON.stringify(state));
}

const noCommand: RunCommand = async () => ({ kind: 'failed', reason: 'ENOENT' });

function start(get: Getter, home = join(user, 'home')) {
  prepareHome(home);
  const opened = openStore(home, clock.now);
  if (!opened.ok) throw new Error(opened.error);
  const ending = new AbortController();
  const time = () => clock.now;
  const options = { clock: time, freshnessMs: 120_000, run: 'r', signal: ending.signal };
  const publisher = createPublisher(emptyState(), options);
  const ingest = createIngest(emptyState(), { store: opened.store, publisher, clock: time });
  const source = new OauthSource({
    home,
    freshnessMs: 120_000,
    ingest,
    find: () =>
      findLogin({ platform: 'linux', env: {}, home: user, run: noCommand }, clock.now, ending.signal),
    get,
    clock: time,
    signal: ending.signal,
  });
  source.load();
  onTestFinished(() => {
    ending.abort();
    opened.store.close();
  });
  const pass = async (ms: number) => {
    for (const until = clock.now + ms; clock.now < until; ) {
      clock.now = Math.min(until, clock.now + 15_000);
      await source.tick(false);
    }
  };
  return { source, ingest, pass, home, rows: (): readonly Snapshot[] => publisher.current().snapshots };
}

/** An interface that gives these answers in turn, the last one for ever. */
function answering(...answers: Got[]) {
  const asked: Readonly<Record<string, string>>[] = [];
  const get: Getter = async (_path, headers) => {
    asked.push(headers);
    return answers[Math.min(asked.length, answers.length) - 1] ?? { failed: 'no answer' };
  };
  return { asked, get };
}

const good: Got = { status: 200, headers: {}, text: BODY };
const tooOften: Got = { status: 429, headers: { 'retry-after': '0' }, text: '{}' };

describe("Claude Code's login", () => {
  it('is asked with its token and an honest name, over real TLS, and gives a row of its own', async () => {
    const site = await startTlsSite((_request, response) => void response.end(BODY));
    setDefaultCACertificates([...getCACertificates('default'), site.ca]);
    logIn();
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const { source, rows } = start(createGetter({ origin: new URL(site.origin), signal: ending.signal }));
    await source.tick(false);
    expect(site.seen).toEqual([
      {
        method: 'GET',
        url: '/api/oauth/usage',
        rawHeaders: [
          ...['Authorization', `Bearer ${TOKEN}`],
          ...['anthropic-beta', 'oauth-2025-04-20'],
          ...['Accept', '*/*'],
          ...['User-Agent', expect.stringMatching(/^claude-meter\/\d/)],
          ...['Host', new URL(site.origin).host],
          ...['Connection', 'keep-alive'],
        ],
      },
    ]);
    expect(rows()).toMatchObject([
      { org_uuid: ORG, source: 'oauth', browser: 'Claude Code login', stale: false, usage: BODY },
    ]);
  });

  it('is asked every 15 minutes, whatever happens in between', async () => {
    logIn();
    const { asked, get } = answering(good);
    const { source, pass, rows } = start(get);
    await source.tick(false);
    await pass(60 * MINUTE);
    expect(asked).toHaveLength(5);
    expect(rows()[0]?.stale).toBe(false);
  });

  it('is asked by "refresh now" during a back-off, but never twice in 15 minutes', async () => {
    logIn();
    const { asked, get } = answering({ ...tooOften, headers: { 'retry-after': '7200' } });
    const { source } = start(get);
    await source.tick(false);
    await source.tick(true);
    expect(asked).toHaveLength(1);
    clock.now += 15 * MINUTE;
    await source.tick(false);
    expect(asked).toHaveLength(1);
    await source.tick(true);
    expect(asked).toHaveLength(2);
  });

  it('is not asked again by a restart', async () => {
    logIn();
    const { asked, get } = answering(good);
    const first = start(get);
    await first.source.tick(false);
    await start(get, first.home).source.tick(false);
    expect(asked).toHaveLength(1);
  });

  it('is left alone while claude.ai itself is read', async () => {
    logIn();
    const { asked, get } = answering(good);
    const { source, ingest } = start(get);
    const session = { source: 'extension', browser: 'Chrome', instance: null, cadenceMs: MINUTE } as const;
    const report = plainReport(ORG, clock.now, { usage: BODY });
    ingest.accept([{ session, report }]);
    await source.tick(false);
    expect(asked).toEqual([]);
    await source.tick(true);
    expect(asked).toHaveLength(1);
  });

  it('waits by the ladder when it was too often, also over a restart', async () => {
    logIn();
    const { asked, get } = answering(tooOften);
    const first = start(get);
    await first.source.tick(false);
    await first.pass(24 * 60 * MINUTE);
    expect(asked.length).toBeLessThanOrEqual(52);
    expect(first.source.status()).toMatchObject({ problem: { kind: 'rate_limited' } });
    const before = asked.length;
    const second = start(get, first.home);
    await second.pass(14 * MINUTE);
    expect(asked.length - before).toBeLessThanOrEqual(1);
  });

  it('that is another one than before is asked at once: its predecessor’s wait is not its own', async () => {
    logIn();
    const { asked, get } = answering({ ...tooOften, headers: { 'retry-after': '3600' } }, good);
    const { source, pass, rows } = start(get);
    await source.tick(false);
    await pass(2 * MINUTE);
    expect(asked).toHaveLength(1);
    logIn({ token: 'sk-ant-oat01-another' });
    await pass(MINUTE);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.['Authorization']).toBe('Bearer sk-ant-oat01-another');
    expect(rows()[0]?.stale).toBe(false);
  });

  it.each<[string, () => void, string]>([
    ['is not there', () => {}, 'Nobody is logged in to Claude Code here'],
    ['has run out', () => logIn({ expiresIn: 0 }), "Claude Code's login ran out at 2026-11-22T12:00:00.000Z"],
    ['has an empty token', () => logIn({ token: '' }), 'Nobody is logged in to Claude Code here'],
    ['has no organization', () => logIn({ account: false }), 'has not noted its organization yet'],
    [
      'is half written',
      () => writeFileSync(join(user, '.claude', '.credentials.json'), '{"claudeAi'),
      'could not be read: it is no JSON object',
    ],
    [
      'is a folder',
      () => {
        rmSync(join(user, '.claude', '.credentials.json'), { force: true });
        mkdirSync(join(user, '.claude', '.credentials.json'));
      },
      'could not be read: EISDIR',
    ],
  ])('that %s is never sent, and says so', async (_name, prepare, words) => {
    prepare();
    const { asked, get } = answering(good);
    const { source, pass } = start(get);
    await source.tick(false);
    await pass(MINUTE);
    expect(asked).toEqual([]);
    expect(source.status().error).toContain(words);
  });

  it('is written nowhere and shown nowhere', async () => {
    logIn();
    const { get } = answering(tooOften);
    const { source, home, rows } = start(get);
    await source.tick(false);
    const kept = readFileSync(join(home, 'oauth.json'), 'utf8');
    expect(kept + JSON.stringify([source.status(), rows()])).not.toContain('CANARY');
  });
});

describe('on macOS', () => {
  const find = (run: RunCommand, env = {}) =>
    findLogin({ platform: 'darwin', env, home: user, run }, clock.now, new AbortController().signal);

  it('comes out of the Keychain, by a program that is given no secret', async () => {
    logIn();
    const text = readFileSync(join(user, '.claude', '.credentials.json'));
    rmSync(join(user, '.claude', '.credentials.json'));
    const commands: unknown[] = [];
    const login = await find(async ({ file, args, limitMs }) => {
      commands.push([file, ...args, limitMs]);
      return { kind: 'exited', code: 0, stdout: Buffer.concat([text, Buffer.from('\n')]) };
    });
    expect(commands).toEqual([
      ['/usr/bin/security', 'find-generic-password', '-w', '-s', 'Claude Code-credentials', 30_000],
    ]);
    expect(login).toMatchObject({ kind: 'login', account: { orgUuid: ORG } });
    expect(JSON.stringify(login)).not.toContain('CANARY');
  });

  it.each<[string, Awaited<ReturnType<RunCommand>>, unknown]>([
    ['no item', { kind: 'exited', code: 44, stdout: Buffer.alloc(0) }, { kind: 'none' }],
    [
      'a refusal',
      { kind: 'exited', code: 51, stdout: Buffer.alloc(0) },
      { kind: 'unreadable', reason: 'the Keychain refused (exit code 51)' },
    ],
    ['silence', { kind: 'timeout' }, { kind: 'unreadable', reason: 'the Keychain did not answer in time' }],
  ])('%s', async (_name, outcome, expected) => {
    expect(await find(async () => outcome)).toEqual(expected);
  });
});
