import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A simulated claude.ai in a process of its own. */
export interface SimulatorProcess {
  /** `https://127.0.0.1:PORT` */
  origin: string;
  /** `http://127.0.0.1:PORT` of its control endpoint. */
  control: string;
  /** The authority to trust, PEM. */
  ca: string;
  /** Who can sign in. */
  emails: string[];
  /** Resolves when the process is gone. */
  ended: Promise<void>;
}

export type SimulatorStart =
  | { ok: true; simulator: SimulatorProcess }
  /** `usage`: it was asked for something that it does not have. */
  | { ok: false; kind: 'usage' | 'failed'; error: string };

/** How the simulator ends when its command line is wrong. */
const USAGE_CODE = 2;

/**
 * Starts the simulator. It ends with the signal, and by itself when this process is gone, however that
 * came about.
 *
 * @param main path of its main file
 */
export async function startSimulatorProcess(
  main: string,
  options: { scenario: string | null; speed: number; signal: AbortSignal },
): Promise<SimulatorStart> {
  const scenario = options.scenario === null ? [] : ['--scenario', options.scenario];
  const args = [main, '--with-parent', '--speed', String(options.speed), ...scenario];
  // A group of its own: Ctrl-C reaches us alone, and we end it after the view is closed.
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit').then(() => undefined);
  const stop = () => child.kill('SIGTERM');
  options.signal.addEventListener('abort', stop, { once: true });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    ended.then(() => null),
  ]);
  if (line === null) {
    const error = complaints.trim().split('\n')[0] || 'The simulator ended at once.';
    return { ok: false, kind: child.exitCode === USAGE_CODE ? 'usage' : 'failed', error };
  }
  const ready = JSON.parse(line) as { origin: string; control: string; ca: string };
  const state = (await (await fetch(`${ready.control}/state`)).json()) as { accounts: { email: string }[] };
  return {
    ok: true,
    simulator: {
      origin: ready.origin,
      control: ready.control,
      ca: readFileSync(ready.ca, 'utf8'),
      emails: state.accounts.map(({ email }) => email),
      ended,
    },
  };
}
