import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionFinder } from '../../apps/meter/src/collect/cookies/find-sessions.ts';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import {
  CHROMIUM,
  missingProgram,
  openChromium,
  ownsName,
  type PrivateHome,
  privateHome,
  type SessionBusProcess,
  signIn,
  startSessionBus,
  stopChild,
  until,
} from './cookies-rig.ts';

const KWALLET = ['/usr/bin/kwalletd5', '/usr/bin/dbus-daemon', '/usr/bin/gdbus'];

describe.skipIf(missingProgram(CHROMIUM, ...KWALLET))(
  'sessions of Chromium with a real KWallet (v11)',
  () => {
    let simulator: Simulator;
    let place: PrivateHome;
    let bus: SessionBusProcess;
    let wallet: ChildProcess;
    let truth: string[];

    const kwallet = (method: string, ...args: string[]): string =>
      execFileSync(
        '/usr/bin/gdbus',
        [
          ...['call', '--session', '--dest', 'org.kde.kwalletd5', '--object-path', '/modules/kwalletd5'],
          ...['--method', `org.kde.KWallet.${method}`, ...args],
        ],
        { env: bus.env, encoding: 'utf8' },
      ).trim();
    const find = () =>
      createSessionFinder({ platform: 'linux', home: place.home, env: bus.env, now: Date.now }).find();
    const settings = (more = '') =>
      writeFile(
        join(place.home, '.config', 'kwalletrc'),
        `[Wallet]\nEnabled=true\nFirst Use=false\nDefault Wallet=kdewallet\n${more}`,
      );

    beforeAll(async () => {
      simulator = await startSimulator();
      place = await privateHome();
      bus = await startSessionBus(place.env);
      await settings();
      wallet = spawn('/usr/bin/kwalletd5', {
        env: { ...bus.env, QT_QPA_PLATFORM: 'offscreen' },
        stdio: 'ignore',
      });
      await until(async () => (await ownsName(bus.env, 'org.kde.kwalletd5')) || null, 20_000);
      // What PAM does at log-in: makes and opens the wallet with the hash of a password.
      const hash = Array.from({ length: 56 }, (_, n) => `0x${n.toString(16).padStart(2, '0')}`);
      kwallet('pamOpen', 'kdewallet', `@ay [${hash.join(',')}]`, '0');

      const userDataDir = join(place.home, '.config', 'chromium');
      const browser = await openChromium(simulator, { userDataDir, env: bus.env, passwordStore: 'kwallet5' });
      const [page] = browser.pages();
      if (!page) throw new Error('Chromium opened without a page');
      await signIn(page);
      const cookies = await browser.cookies('https://claude.ai/');
      truth = cookies.map(({ name, value }) => `${name}=${value}`).sort();
      await browser.close();
    });

    afterAll(async () => {
      if (wallet) await stopChild(wallet);
      await bus?.stop();
      await simulator?.stop();
      await place?.remove();
    });

    it('reads every cookie with the password from the open wallet', async () => {
      const { sessions, findings } = await find();
      expect(findings.map(({ kind }) => kind)).toEqual(['session']);
      expect(sessions[0]?.cookies.header().split('; ').sort()).toEqual(truth);
      expect(kwallet('users', 'kdewallet')).not.toContain('claude-meter');
    });

    it('leaves a wallet alone that would ask on the screen before it lets a program in', async () => {
      await settings('Prompt on Open=true\n');
      expect((await find()).findings).toMatchObject([{ kind: 'key_failed', keyStore: 'kwallet' }]);
      await settings();
    });

    it('says that a closed wallet is locked, and leaves it closed', async () => {
      kwallet('close', 'kdewallet', 'true');
      expect((await find()).findings).toMatchObject([{ kind: 'key_locked', keyStore: 'kwallet' }]);
      expect(kwallet('isOpen', 'kdewallet')).toBe('(false,)');
    });
  },
);
