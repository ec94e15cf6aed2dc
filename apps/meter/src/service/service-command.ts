import { spawn } from 'node:child_process';

/** How a program of the system ended. */
export type ServiceCommandEnd =
  | { kind: 'exited'; code: number; stdout: string; stderr: string }
  | { kind: 'not_started'; reason: string };

/** Runs `systemctl`, `launchctl` or `reg.exe`; tests put a system of their own in its place. */
export type ServiceCommand = (argv: readonly [string, ...string[]]) => Promise<ServiceCommandEnd>;

/** `systemctl stop` waits for the meter to end, which has ten seconds. */
const LIMIT_MS = 30_000;

export const runServiceCommand: ServiceCommand = ([program, ...args]) =>
  new Promise((resolve) => {
    // In the language that is read here.
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    }
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.once('error', (error) => {
      clearTimeout(limit);
      resolve({ kind: 'not_started', reason: error.message });
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code !== null) resolve({ kind: 'exited', code, ...said });
      else resolve({ kind: 'not_started', reason: `It was ended by ${signal}.` });
    });
  });

/** Null when it did what it was told; else why not, in one sentence. */
export function commandTrouble(argv: readonly string[], end: ServiceCommandEnd): string | null {
  if (end.kind === 'exited' && end.code === 0) return null;
  const why =
    end.kind === 'not_started'
      ? end.reason
      : (end.stderr || end.stdout).trim() || `It ended with ${end.code}.`;
  return `${JSON.stringify(argv.join(' '))} failed: ${why}`;
}
