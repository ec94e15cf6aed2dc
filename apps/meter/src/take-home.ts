import { setTimeout as sleep } from 'node:timers/promises';
import { askHealth, type Health } from './health.ts';
import { lockHome } from './home-lock.ts';
import { readRunFile } from './run-file.ts';

/** Why a meter does not start. */
export type StartRefused =
  | { ok: false; kind: 'already_running'; health: Health; port: number; error: string }
  | { ok: false; kind: 'port_taken' | 'home_unusable' | 'store_unusable'; error: string };

/** How often and how long a meter that starts in the same moment is waited for, ms. */
const TRIES = 30;
const BETWEEN_MS = 100;

/** Takes a state folder for one meter; refused while another one has it. */
export async function takeHome(home: string): Promise<{ ok: true; release: () => void } | StartRefused> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const rival = await runningIn(home);
    if (rival !== null) return rival;
    const lock = lockHome(home);
    if (lock.kind === 'held') return { ok: true, release: lock.release };
    // It has the folder and does not answer yet.
    await sleep(BETWEEN_MS);
  }
  const error = `${JSON.stringify(home)} is held by another meter that does not answer. End it, or set CLAUDE_METER_HOME to another folder.`;
  return { ok: false, kind: 'home_unusable', error };
}

/** Why a port cannot be listened on. */
export async function portRefused(port: number, error: NodeJS.ErrnoException): Promise<StartRefused> {
  const health = error.code === 'EADDRINUSE' ? await askHealth(port) : null;
  if (health !== null) return alreadyRunning(health, port);
  const why =
    error.code === 'EADDRINUSE'
      ? `Port ${port} is taken by another program. See who: lsof -nP -iTCP:${port} -sTCP:LISTEN. Or set CLAUDE_METER_PORT.`
      : `Port ${port} cannot be opened: ${error.message}`;
  return { ok: false, kind: 'port_taken', error: why };
}

async function runningIn(home: string): Promise<StartRefused | null> {
  const run = readRunFile(home);
  const health = run === null ? null : await askHealth(run.port);
  return health !== null && run !== null && health.pid === run.pid ? alreadyRunning(health, run.port) : null;
}

function alreadyRunning(health: Health, port: number): StartRefused {
  const error = `ClaudeMeter ${health.version} is already running (pid ${health.pid}, port ${port}, since ${health.started_at}).`;
  return { ok: false, kind: 'already_running', health, port, error };
}
