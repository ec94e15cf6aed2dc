import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../ready.ts';
import { type ControlClient, connectControl } from './control-client.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 3_000;

export interface SimulatorOptions {
  /** Name of a scenario. @default 'pro-working-day' */
  scenario?: string;
  /** Simulated time per real time; 0 stands still. @default 1 */
  speed?: number;
  /** Refuse org endpoints unless `Referer` is the settings page. @default false */
  strict?: boolean;
  /** Port of the site. @default any that is free */
  port?: number;
  /** Port of the control endpoint. @default any that is free */
  controlPort?: number;
  /** Where `ca.pem` is put and left. @default a temporary folder that is removed at the end */
  stateDir?: string;
  /** Ends the simulator when aborted. */
  signal?: AbortSignal;
}

/** A running simulator in its own process. */
export interface Simulator extends ControlClient {
  /** `https://127.0.0.1:PORT`; its certificate also names `claude.ai` and `localhost`. */
  origin: string;
  port: number;
  /** `http://127.0.0.1:PORT` of the control endpoint. */
  control: string;
  /** The authority to trust, PEM; for `NODE_EXTRA_CA_CERTS`, `curl --cacert`, NSS. */
  caFile: string;
  /** For Chromium's `--ignore-certificate-errors-spki-list`. */
  spki: string;
  pid: number;
  /** Ends the process and waits for it. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the simulator as a process of the Node that runs this, which must be 24 or newer. It also ends
 * with the calling process, however that ends.
 *
 * @throws Error with what the process wrote to stderr when it does not get ready.
 */
export async function startSimulator({ signal, ...options }: SimulatorOptions = {}): Promise<Simulator> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [MAIN, '--with-parent', ...argumentsOf(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = () => stopProcess(child);
  signal?.addEventListener('abort', () => void stop(), { once: true });
  try {
    const ready = await readReadyLine(child);
    const { origin, port, control, ca: caFile, spki } = ready;
    const client = connectControl(control);
    return { ...client, origin, port, control, caFile, spki, pid: child.pid ?? -1, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function argumentsOf(options: Omit<SimulatorOptions, 'signal'>): string[] {
  const { scenario, speed, strict, port, controlPort, stateDir } = options;
  const pairs = { scenario, speed, port, 'control-port': controlPort, 'state-dir': stateDir };
  return [
    ...Object.entries(pairs).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, String(value)],
    ),
    ...(strict ? ['--strict'] : []),
  ];
}

async function readReadyLine(child: ChildProcess): Promise<Ready> {
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-10_000);
    process.stderr.write(chunk);
  });
  if (!child.stdout) throw new Error('The simulator has no stdout.');
  const lines = createInterface({ input: child.stdout });
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const line = await Promise.race([
    once(lines, 'line', { signal: limit }).then(([text]) => text as string),
    once(child, 'exit', { signal: limit }).then(([code]) => {
      throw new Error(`The simulator ended with code ${code} before it was ready: ${complaints.trim()}`);
    }),
  ]);
  return JSON.parse(line) as Ready;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(deadline);
}
