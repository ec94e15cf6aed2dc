import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-server.js', import.meta.url));

export interface Running {
  child: ChildProcess;
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/** The bundled meter, as people run it; `more` goes into its environment. */
export async function startMeter(home: string, more: NodeJS.ProcessEnv = {}): Promise<Running> {
  // Below the ports that the system hands out to connections that go out.
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const env = {
    ...process.env,
    CLAUDE_METER_HOME: home,
    CLAUDE_METER_PORT: String(port),
    CLAUDE_METER_OWN_FETCH: 'off',
    CLAUDE_METER_DESKTOP: 'off',
    ...more,
  };
  const child = spawn(process.execPath, [METER, 'run'], { env, stdio: 'ignore' });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await answers(port)) return running(child, port);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The meter does not answer. Was it built? npm run build');
}

/** A bare `node:http` server that sends the bytes of a file. */
export async function startBare(bodyFile?: string): Promise<Running> {
  const args = bodyFile === undefined ? [BARE] : [BARE, bodyFile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return running(child, Number(line.toString()));
}

function running(child: ChildProcess, port: number): Running {
  const stop = async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { child, pid: child.pid ?? 0, port, stop };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Resident memory in MiB. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** CPU time used so far, ms. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
