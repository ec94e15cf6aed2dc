import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionFinder } from '../../apps/meter/src/collect/cookies/find-sessions.ts';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import {
  CHROMIUM,
  type Keyring,
  missingProgram,
  openChromium,
  type PrivateHome,
  privateHome,
  type SessionBusProcess,
  signIn,
  startKeyring,
  startSessionBus,
} from './cookies-rig.ts';

const KEYRING = ['/usr/bin/gnome-keyring-daemon', '/usr/bin/dbus-daemon', '/usr/bin/secret-tool'];

describe.skipIf(missingProgram(CHROMIUM, ...KEYRING))(
  'sessions of Chromium with a real keyring (v11)',
  () => {
    let simulator: Simulator;
    let place: PrivateHome;
    let bus: SessionBusProcess;
    let keyring: Keyring;
    let env: Record<string, string>;
    let userDataDir: string;
    let truth: string[];

    const find = (keyStores = true) =>
      createSessionFinder({ platform: 'linux', home: place.home, env, now: Date.now }).find({ keyStores });

    beforeAll(async () => {
      simulator = await startSimulator();
      place = await privateHome();
      bus = await startSessionBus(place.env);
      env = bus.env;
      keyring = await startKeyring(env);
      userDataDir = join(place.home, '.config', 'chromium');
      const browser = await openChromium(simulator, { userDataDir, env, passwordStore: 'gnome-libsecret' });
      const [page] = browser.pages();
      if (!page) throw new Error('Chromium opened without a page');
      await signIn(page);
      const cookies = await browser.cookies('https://claude.ai/');
      truth = cookies.map(({ name, value }) => `${name}=${value}`).sort();
      await browser.close();
    });

    afterAll(async () => {
      await keyring?.stopDaemon();
      await bus?.stop();
      await simulator?.stop();
      await place?.remove();
    });

    it('reads every cookie with the password from the unlocked keyring', async () => {
      const { sessions, findings } = await find();
      expect(findings.map(({ kind }) => kind)).toEqual(['session']);
      expect(sessions[0]?.cookies.header().split('; ').sort()).toEqual(truth);
    });

    it('agrees with an independent reader on every cookie', async () => {
      const theirs = await readIndependently(join(userDataDir, 'Default'), env);
      expect(theirs).toEqual(truth);
    });

    it('touches no keyring when told not to, and says so', async () => {
      const { sessions, findings } = await find(false);
      expect(sessions).toEqual([]);
      expect(findings.map(({ kind }) => kind)).toEqual(['key_not_asked']);
    });

    it('says that a locked keyring is locked, and shows no question', async () => {
      await keyring.startLocked();
      const { sessions, findings } = await find();
      expect(sessions).toEqual([]);
      expect(findings).toMatchObject([{ kind: 'key_locked', keyStore: 'secret_service' }]);
      expect(findings[0]?.advice).toContain('Unlock');
    });

    it('says that a keyring which does not run holds no key, and does not start one', async () => {
      await keyring.stopDaemon();
      const { findings } = await find();
      expect(findings).toMatchObject([{ kind: 'key_missing', keyStore: 'keyring' }]);
    });

    it('says that there is no session bus', async () => {
      const { DBUS_SESSION_BUS_ADDRESS: _, ...withoutBus } = env;
      const finder = createSessionFinder({
        platform: 'linux',
        home: place.home,
        env: withoutBus,
        now: Date.now,
      });
      expect((await finder.find()).findings).toMatchObject([
        { kind: 'key_failed', reason: 'no session bus' },
      ]);
    });
  },
);

/** npm `@steipete/sweet-cookie` in a process of its own, for it takes the keyring from the environment. */
async function readIndependently(profile: string, env: Record<string, string>): Promise<string[]> {
  const script = `
    import { getCookies } from '@steipete/sweet-cookie';
    const { cookies } = await getCookies({
      url: 'https://claude.ai/', browsers: ['chrome'], chromiumBrowser: 'chromium',
      chromeProfile: ${JSON.stringify(profile)},
    });
    console.log(JSON.stringify(cookies.map(({ name, value }) => name + '=' + value).sort()));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env,
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await once(child, 'close');
  return JSON.parse(out) as string[];
}
