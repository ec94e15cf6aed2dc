import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Report } from './meter-under-test.ts';

const MAIN = join(import.meta.dirname, 'meter-under-test.ts');

export interface ModelMeter {
  base: string;
  pid: number;
  /** Sets its clock, or does what a person clicked; resolves when it is done. */
  order(order: Order): Promise<void>;
  end(how: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export type StartedMeter = { ok: true; meter: ModelMeter } | { ok: false; refused: string };

export interface Said {
  /** Everything that any meter has printed. */
  text: string;
  /** Ends that nobody asked for. */
  ends: string[];
}

/** Starts a meter whose clock stands at `now`. */
export async function startModelMeter(
  env: Record<string, string>,
  now: number,
  said: Said,
): Promise<StartedMeter> {
  const child = fork(MAIN, [], {
    env: { ...env, BREAK_NOW: String(now) },
    execPath: process.execPath,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said.text += chunk.toString('latin1');
    });
  }
  const ended = once(child, 'exit');
  const report = await Promise.race([heard(child), ended.then(([code, signal]) => ({ code, signal }))]);
  if ('code' in report) {
    said.ends.push(`at the start: ${report.code ?? report.signal}`);
    return { ok: false, refused: `it ended with ${report.code ?? report.signal}: ${said.text.slice(-600)}` };
  }
  if ('refused' in report) {
    await ended;
    return { ok: false, refused: report.refused };
  }
  if (!('ready' in report)) throw new Error('The meter said something else than that it is ready.');
  return { ok: true, meter: meterOf(child, report.ready, { said, ended }) };
}

function meterOf(
  child: ChildProcess,
  port: number,
  { said, ended }: { said: Said; ended: Promise<unknown[]> },
): ModelMeter {
  let asked = false;
  void ended.then(([code, signal]) => {
    if (!asked) said.ends.push(`while it ran: ${code ?? signal}`);
  });
  return {
    base: `http://127.0.0.1:${port}`,
    pid: child.pid ?? -1,
    async order(order) {
      child.send(order);
      await Promise.race([heard(child), ended.then(() => Promise.reject(new Error('The meter has ended.')))]);
    },
    async end(how) {
      asked = true;
      if (how === 'SIGKILL') child.kill('SIGKILL');
      else child.send({ stop: true } satisfies Order);
      const [code] = await ended;
      if (how === 'SIGTERM' && code !== 0) said.ends.push(`when told to stop: ${code}`);
    },
  };
}

async function heard(child: ChildProcess): Promise<Report> {
  const [report] = (await once(child, 'message')) as [Report];
  return report;
}
