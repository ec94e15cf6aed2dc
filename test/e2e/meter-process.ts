import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const METER_MAIN = fileURLToPath(new URL('../../apps/meter/bin/claude-meter.js', import.meta.url));

export interface MeterProcess {
  child: ChildProcess;
  base: string;
  port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A port that is probably free: below those that the system hands out to connections that go out. */
export function somePort(): number {
  return 20_000 + Math.floor(Math.random() * 12_000);
}

/** Runs `claude-meter run` as a process and waits until it answers. The own fetch path is off unless asked for. */
export async function runMeter(
  home: string,
  env: Record<string, string> = {},
  as: Pick<SpawnOptions, 'uid' | 'gid'> = {},
): Promise<MeterProcess> {
  const port = Number(env['CLAUDE_METER_PORT'] ?? somePort());
  const switches = {
    CLAUDE_METER_HOME: home,
    CLAUDE_METER_PORT: String(port),
    CLAUDE_METER_OWN_FETCH: 'off',
    CLAUDE_METER_DESKTOP: 'off',
  };
  const options: SpawnOptions = {
    ...as,
    env: { ...process.env, ...switches, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const child = spawn(process.execPath, [METER_MAIN, 'run'], options);
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const base = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`claude-meter run ended with ${child.exitCode}: ${said}`);
    const answer = await fetch(`${base}/healthz`).catch(() => null);
    // It lets in nobody but the user it runs as; that is an answer too.
    if (answer?.ok || (as.uid !== undefined && answer?.status === 403)) {
      const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill(signal);
        await once(child, 'exit');
      };
      return { child, base, port, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  child.kill('SIGKILL');
  throw new Error(`claude-meter run does not answer: ${said}`);
}
