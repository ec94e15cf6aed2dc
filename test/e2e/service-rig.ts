import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hasProgram } from './tray/private-bus.ts';

/** A systemd user manager of our own, with a home folder of its own. */
export interface UserManager {
  /** The person's home folder. */
  user: string;
  env: Readonly<Record<string, string>>;
  /** Runs a program where this manager is the person's, and gives what it printed. Throws when it fails. */
  run(command: string, ...args: string[]): string;
  stop(): Promise<void>;
}

const SYSTEMD = '/lib/systemd/systemd';

/** Why there can be none here; null when there can. */
export function userManagerMissing(): string | null {
  if (process.getuid?.() !== 0) return 'it takes root to give a user manager a /run of its own';
  const missing = ['unshare', 'nsenter', 'script', 'dbus-daemon', 'systemctl', SYSTEMD].filter(
    (program) => !hasProgram(program),
  );
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`;
}

/** systemd refuses to be a user's where it does not run the system; in a /run of its own it sees that it does. */
const SETUP = `
set -e
mount -t tmpfs none /run
mkdir -p /run/systemd/system
mkdir -m 700 "$XDG_RUNTIME_DIR"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile 2>/dev/null &
BUS=$!
# Without a terminal it says nothing and ends.
script -qec '${SYSTEMD} --user' /dev/null >/dev/null 2>&1 </dev/null &
for i in $(seq 100); do systemctl --user is-system-running >/dev/null 2>&1 && break; sleep 0.1; done
echo ready
read -r end || true
systemctl --user exit
kill $BUS
`;

export async function startUserManager(): Promise<UserManager> {
  const user = mkdtempSync(join(tmpdir(), 'claude-meter-user-'));
  mkdirSync(join(user, '.config'));
  // Programs that the system starts for every user are none of this test's.
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: user,
    XDG_RUNTIME_DIR: '/run/claude-meter-user',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/claude-meter-user/bus',
    CLAUDE_METER_OWN_FETCH: 'off',
    CLAUDE_METER_DESKTOP: 'off',
  };
  writeFileSync(join(user, 'setup.sh'), SETUP);
  const manager: ChildProcess = spawn(
    'unshare',
    ['--mount', '--propagation', 'private', 'bash', join(user, 'setup.sh')],
    { env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (manager.stdout === null || manager.pid === undefined) throw new Error('There is no unshare.');
  await once(createInterface(manager.stdout), 'line');
  const within = ['--target', String(manager.pid), '--mount', '--wd=/'];
  return {
    user,
    env,
    run: (command, ...args) =>
      execFileSync('nsenter', [...within, command, ...args], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    async stop() {
      const ended = once(manager, 'exit');
      manager.stdin?.end('end\n');
      await ended;
      rmSync(user, { recursive: true, force: true });
    },
  };
}
