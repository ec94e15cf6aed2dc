import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionFinder } from '../../apps/meter/src/collect/cookies/find-sessions.ts';
import type { CookieSession } from '../../apps/meter/src/collect/cookies/session.ts';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import {
  FIREFOX,
  missingProgram,
  type PrivateHome,
  privateHome,
  statusOf,
  stopChild,
  until,
  writeFirefoxPrefs,
} from './cookies-rig.ts';

const PROFILE = 'abcd1234.default-esr';

describe.skipIf(missingProgram(FIREFOX))('sessions in the store of real Firefox', () => {
  let simulator: Simulator;
  let place: PrivateHome;
  let firefox: ChildProcess;
  let bidi: Bidi;
  /** What the browser says: cookies of each container, `null` for the plain profile. */
  const truth = new Map<string | null, string[]>();

  const finder = () =>
    createSessionFinder({ platform: 'linux', home: place.home, env: place.env, now: Date.now });
  const findAll = async (): Promise<CookieSession[]> => {
    const look = finder();
    return until(async () => {
      const { sessions } = await look.find();
      return sessions.length >= truth.size ? sessions : null;
    });
  };

  beforeAll(async () => {
    simulator = await startSimulator();
    place = await privateHome();
    const root = join(place.home, '.mozilla', 'firefox');
    const profile = join(root, PROFILE);
    await mkdir(profile, { recursive: true });
    await writeFile(
      join(root, 'profiles.ini'),
      `[Profile0]\nName=default-esr\nIsRelative=1\nPath=${PROFILE}\n\n[General]\nVersion=2\n`,
    );
    await writeFirefoxPrefs(profile, simulator);
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const env = { ...place.env, MOZ_CRASHREPORTER_DISABLE: '1' };
    firefox = spawn(FIREFOX, [...args, 'about:blank'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    bidi = await connectBidi(firefox);
    await bidi('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const { userContexts } = await bidi('browser.getUserContexts');
    const contexts = (userContexts as { userContext: string }[]).map(({ userContext }) => userContext);
    const containers = contexts.filter((context) => context !== 'default');
    for (const [container, userContext] of [
      [null, 'default'],
      ['Personal', containers[0]],
      ['Work', containers[1]],
    ] as const) {
      if (userContext === undefined) throw new Error(`Firefox knows only ${JSON.stringify(contexts)}`);
      await signInWithin(bidi, userContext);
      truth.set(container, await cookiesOf(bidi, userContext));
    }
  });

  afterAll(async () => {
    if (firefox) await stopChild(firefox);
    await simulator?.stop();
    await place?.remove();
  });

  it('keeps the plain profile and two containers apart, each with its own cookies, while Firefox runs', async () => {
    const sessions = await findAll();
    expect(sessions.map(({ browser, profile, container }) => [browser, profile, container])).toEqual([
      ['Firefox', 'default-esr', null],
      ['Firefox', 'default-esr', 'Personal'],
      ['Firefox', 'default-esr', 'Work'],
    ]);
    for (const { container, cookies } of sessions) {
      expect(cookies.header().split('; ').sort()).toEqual(truth.get(container));
    }
    const keys = sessions.map(({ cookies }) => cookies.get('sessionKey'));
    expect(new Set(keys).size).toBe(3);
    expect(new Set(sessions.map(({ instance }) => instance)).size).toBe(3);
  });

  it('is let in by the server with each of them', async () => {
    for (const { cookies } of await findAll()) {
      const url = `${simulator.origin}/api/organizations`;
      expect(await statusOf(url, { caFile: simulator.caFile, cookie: cookies.header() })).toBe(200);
    }
  });

  it('leaves no copy behind, though the values in it are plain', async () => {
    await findAll();
    const left = (await readdir(place.runtime)).filter((name) => name.startsWith('claude-meter'));
    expect(left).toEqual([]);
  });

  it('finds the same after Firefox has closed', async () => {
    const before = await findAll();
    await bidi('session.end').catch(() => {});
    await stopChild(firefox);
    const after = (await finder().find()).sessions;
    expect(after.map(({ instance, cookies }) => [instance, cookies.header()])).toEqual(
      before.map(({ instance, cookies }) => [instance, cookies.header()]),
    );
  });
});

type Bidi = (method: string, params?: object) => Promise<Record<string, unknown>>;

/** WebDriver BiDi over the socket that Firefox announces on standard error. */
async function connectBidi(firefox: ChildProcess): Promise<Bidi> {
  let said = '';
  firefox.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const url = await until(async () => /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1] ?? null, 30_000);
  const socket = new WebSocket(`${url}/session`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as {
      id?: number;
      result?: object;
      error?: string;
      message?: string;
    };
    const asked = waiting.get(answer.id ?? 0);
    waiting.delete(answer.id ?? 0);
    if (answer.error) asked?.reject(new Error(`${answer.error}: ${answer.message}`));
    else asked?.resolve({ ...answer.result });
  });
  let id = 0;
  return (method, params = {}) => {
    const answer = Promise.withResolvers<Record<string, unknown>>();
    id += 1;
    waiting.set(id, answer);
    socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  };
}

async function signInWithin(bidi: Bidi, userContext: string): Promise<void> {
  const { context } = await bidi('browsingContext.create', { type: 'tab', userContext });
  await bidi('browsingContext.navigate', { context, url: 'https://claude.ai/login', wait: 'complete' });
  const evaluate = (expression: string) =>
    bidi('script.evaluate', { expression, target: { context }, awaitPromise: true });
  await evaluate(`document.querySelector('form button').click()`);
  await until(async () => {
    const { result } = await evaluate('location.pathname');
    return (result as { value?: string } | undefined)?.value === '/settings/usage' ? true : null;
  });
}

async function cookiesOf(bidi: Bidi, userContext: string): Promise<string[]> {
  const { cookies } = await bidi('storage.getCookies', {
    partition: { type: 'storageKey', userContext },
  });
  return (cookies as { name: string; value: { value: string } }[])
    .map(({ name, value }) => `${name}=${value.value}`)
    .sort();
}
