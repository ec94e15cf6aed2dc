import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

export interface PrivateBusOptions {
  /** What services have that the bus starts. @default the test's own */
  env?: NodeJS.ProcessEnv;
  /** Whether the bus starts the programs that the system offers. @default true */
  services?: boolean;
  /** Whether other users are let in. Without services only. @default false */
  everybody?: boolean;
}

/** A session bus of our own, so that nothing of the real desktop is touched. */
export async function startPrivateBus({
  env = process.env,
  services = true,
  everybody = false,
}: PrivateBusOptions = {}): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bus-'));
  const at = `unix:path=${join(folder, 'bus')}`;
  if (everybody) chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'bare.conf'), bareConfig(at, everybody));
  const config = services ? ['--session', `--address=${at}`] : [`--config-file=${join(folder, 'bare.conf')}`];
  const args = [...config, '--nofork', '--print-address=1'];
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

function bareConfig(address: string, everybody: boolean): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <policy context="default">${everybody ? '\n    <allow user="*"/>' : ''}
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
