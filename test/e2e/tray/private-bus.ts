import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

export interface PrivateBus {
  address: string;
  /** Kills the bus as a crash would; everybody's connections end. */
  stop(): Promise<void>;
}

/**
 * A session bus of our own, so that nothing of the real desktop is touched.
 *
 * @param env what services have that the bus starts
 */
export async function startPrivateBus(env: NodeJS.ProcessEnv = process.env): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bus-'));
  const args = ['--session', '--nofork', '--print-address=1', `--address=unix:path=${join(folder, 'bus')}`];
  const daemon: ChildProcess = spawn('dbus-daemon', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  if (daemon.stdout === null) throw new Error('dbus-daemon has no output.');
  const [address] = (await once(createInterface(daemon.stdout), 'line')) as [string];
  return {
    address,
    async stop() {
      if (daemon.exitCode === null && daemon.signalCode === null) {
        daemon.kill('SIGKILL');
        await once(daemon, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
