import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { getCookies } from '@steipete/sweet-cookie';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionFinder } from '../../apps/meter/src/collect/cookies/find-sessions.ts';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import {
  CHROMIUM,
  missingProgram,
  openChromium,
  type PrivateHome,
  privateHome,
  signIn,
  statusOf,
  until,
} from './cookies-rig.ts';

describe.skipIf(missingProgram(CHROMIUM))('sessions in the store of real Chromium (v10)', () => {
  let simulator: Simulator;
  let place: PrivateHome;
  let userDataDir: string;
  let truth: { name: string; value: string }[];

  const openProfile = (profile: string): Promise<BrowserContext> =>
    openChromium(simulator, { userDataDir, env: place.env, profile, passwordStore: 'basic' });
  const cookieFiles = async (dir: string) =>
    (await readdir(dir)).filter((name) => name.startsWith('Cookies'));
  const finder = () =>
    createSessionFinder({ platform: 'linux', home: place.home, env: place.env, now: Date.now });

  beforeAll(async () => {
    simulator = await startSimulator();
    place = await privateHome();
    userDataDir = join(place.home, '.config', 'chromium');

    const visitor = await openProfile('Default');
    await visitor.pages()[0]?.goto('https://claude.ai/login');
    await visitor.close();

    const person = await openProfile('Profile 2');
    const [page] = person.pages();
    if (!page) throw new Error('Chromium opened without a page');
    await signIn(page);
    // A host-only cookie of the name of a domain cookie, and an expired one: both beside the real login.
    await person.addCookies([
      {
        name: 'lastActiveOrg',
        value: 'host-only',
        url: 'https://claude.ai/',
        expires: Date.now() / 1000 + 9999,
      },
      {
        name: 'elsewhere',
        value: 'not-ours',
        domain: '.evil-claude.ai',
        path: '/',
        expires: Date.now() / 1000 + 9999,
      },
    ]);
    truth = (await person.cookies('https://claude.ai/api/organizations')).map(({ name, value }) => ({
      name,
      value,
    }));
    await person.close();
  });

  afterAll(async () => {
    await simulator?.stop();
    await place?.remove();
  });

  it('finds the logged-in profile beside an anonymous one and names both', async () => {
    const { sessions, findings } = await finder().find();
    expect(findings.map(({ browser, profile, kind }) => [browser, profile, kind])).toEqual([
      ['Chromium', 'Default', 'anonymous'],
      ['Chromium', 'Profile 2', 'session'],
    ]);
    expect(sessions.map((session) => session.profile)).toEqual(['Profile 2']);
  });

  it('gives exactly the cookies that the browser itself says it would send', async () => {
    const { sessions } = await finder().find();
    const header = sessions[0]?.cookies.header().split('; ').sort();
    expect(header).toEqual(truth.map(({ name, value }) => `${name}=${value}`).sort());
    expect(header).toContain('lastActiveOrg=host-only');
    expect(header?.filter((cookie) => cookie.startsWith('lastActiveOrg='))).toHaveLength(2);
  });

  it('agrees with an independent reader on every cookie', async () => {
    const { sessions } = await finder().find();
    const independent = await getCookies({
      url: 'https://claude.ai/',
      browsers: ['chrome'],
      chromiumBrowser: 'chromium',
      chromeProfile: join(userDataDir, 'Profile 2'),
    });
    const theirs = new Map(independent.cookies.map(({ name, value }) => [name, value]));
    expect(theirs.size).toBeGreaterThanOrEqual(3);
    for (const [name, value] of theirs) {
      expect(sessions[0]?.cookies.header().split('; ')).toContain(`${name}=${value}`);
    }
    expect(new Set(sessions[0]?.cookies.names())).toEqual(new Set(theirs.keys()));
  });

  it('is let in by the server with those cookies', async () => {
    const { sessions } = await finder().find();
    const ask = (cookie: string | undefined) =>
      statusOf(`${simulator.origin}/api/organizations`, { caFile: simulator.caFile, cookie });
    expect(await ask(sessions[0]?.cookies.header())).toBe(200);
    expect(await ask(undefined)).not.toBe(200);
  });

  it('reads a profile while the browser has it open, and leaves the folder as it was', async () => {
    const running = await openProfile('Profile 3');
    try {
      const [page] = running.pages();
      if (!page) throw new Error('Chromium opened without a page');
      await signIn(page);
      const look = finder();
      // Chromium writes its cookies down some 30 s after they were set.
      const session = await until(async () => {
        const { sessions } = await look.find();
        return sessions.find(({ profile }) => profile === 'Profile 3') ?? null;
      });
      const live = await running.cookies('https://claude.ai/');
      expect(session.cookies.get('sessionKey')).toBe(live.find(({ name }) => name === 'sessionKey')?.value);

      const dir = join(userDataDir, 'Profile 3');
      const before = await stat(join(dir, 'Cookies'));
      const names = await cookieFiles(dir);
      await finder().find();
      expect((await stat(join(dir, 'Cookies'))).mtimeMs).toBe(before.mtimeMs);
      expect(await cookieFiles(dir)).toEqual(names);
      expect((await readdir(place.runtime)).filter((name) => name.startsWith('claude-meter'))).toEqual([]);
    } finally {
      await running.close();
    }
  });
});
