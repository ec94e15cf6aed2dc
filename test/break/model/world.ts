import { spawnSync } from 'node:child_process';
import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeChromiumStore } from '../../../apps/meter/src/collect/cookies/testing/make-stores.ts';
import { type Simulator, startSimulator } from '../../../apps/simulator/src/index.ts';

/** Secrets of this world; none of them may be found anywhere but where it was put. */
export const TOKEN = 'sk-ant-oat01-CANARY-model-0123456789';
const EMAIL = 'ada@example.com';

/** A home with a signed-in browser and a login of Claude Code, a small disk for the state, and a claude.ai. */
export interface World {
  simulator: Simulator;
  root: string;
  /** The state folder, on a disk of its own where that can be. */
  home: string;
  hasDisk: boolean;
  env: Record<string, string>;
  secrets: readonly string[];
  /** Folders that hold secrets because we put them there. */
  vaults: ReadonlySet<string>;
  fillDisk(full: boolean): void;
  remove(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const simulator = await startSimulator({ speed: 0 });
  const root = mkdtempSync(join(tmpdir(), 'claude-meter-break-model-'));
  const user = join(root, 'user');
  const disk = join(root, 'disk');
  for (const folder of [user, disk, join(root, 'tmp')]) mkdirSync(folder, { mode: 0o700 });
  const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', disk]).status === 0;
  const home = join(disk, 'state');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'config.json'), '{"sources":{"oauth":true}}');
  const cookie = await simulator.signIn(EMAIL);
  const secrets = [...signInBrowser(join(user, '.config', 'chromium'), cookie), TOKEN];
  mkdirSync(join(user, '.claude'));
  const login = { accessToken: TOKEN, refreshToken: `${TOKEN}-refresh`, expiresAt: 4_000_000_000_000 };
  writeFileSync(join(user, '.claude', '.credentials.json'), JSON.stringify({ claudeAiOauth: login }));
  return {
    simulator,
    root,
    home,
    hasDisk,
    secrets,
    vaults: new Set([join(user, '.config', 'chromium'), join(user, '.claude')]),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: user,
      TMPDIR: join(root, 'tmp'),
      XDG_CONFIG_HOME: join(user, '.config'),
      DBUS_SESSION_BUS_ADDRESS: '',
      CLAUDE_METER_HOME: home,
      CLAUDE_METER_PORT: '0',
      CLAUDE_METER_OWN_FETCH: 'on',
      CLAUDE_METER_DESKTOP: 'off',
      CLAUDE_METER_UPSTREAM: simulator.origin,
      CLAUDE_METER_POLL_MS: '3600000',
      NODE_EXTRA_CA_CERTS: simulator.caFile,
    },
    fillDisk(full) {
      const filler = join(disk, 'filler');
      if (full) spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' });
      else rmSync(filler, { force: true });
    },
    async remove() {
      await simulator.stop();
      if (hasDisk) spawnSync('umount', ['-l', disk]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Writes the cookies as Chromium on Linux does without a keyring. Returns the secret ones. */
function signInBrowser(folder: string, cookie: string): string[] {
  const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
  const host = '.claude.ai';
  const rows = cookie.split('; ').map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
    const plain = Buffer.concat([createHash('sha256').update(host).digest(), Buffer.from(value)]);
    const encrypted = Buffer.concat([Buffer.from('v10'), cipher.update(plain), cipher.final()]);
    return { name, value, row: { host, name, encrypted, expires: null } };
  });
  writeStore(
    join(folder, 'Default', 'Cookies'),
    rows.map(({ row }) => row),
  );
  writeFileSync(join(folder, 'Local State'), '{"profile":{"info_cache":{"Default":{"name":"Default"}}}}');
  return rows.filter(({ name }) => name === 'sessionKey').map(({ value }) => value);
}

function writeStore(path: string, rows: Parameters<typeof makeChromiumStore>[1]): void {
  makeChromiumStore(path, rows).close();
}
