import { spawn } from 'node:child_process';

export interface ProgramCall {
  file: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Given to its standard input. @default nothing */
  input?: string;
  /** It is killed after so long, ms. */
  limitMs: number;
  signal: AbortSignal;
}

export type ProgramAnswer =
  | { ok: true; out: string }
  /** `failed`: it ended with another code than 0. `too_much`: it said more than fits. */
  | { ok: false; kind: 'not_installed' | 'timed_out' | 'too_much' | 'stopped' }
  | { ok: false; kind: 'failed'; code: number | null };

export type RunProgram = (call: ProgramCall) => Promise<ProgramAnswer>;

/** The diffs of a few hundred commits fit well, bytes. */
const MOST_OUTPUT = 32 * 1024 * 1024;

/** Runs a program without a shell, with nothing in its environment but what it is given. Never rejects. */
export const runProgram: RunProgram = ({ file, args, env, input, limitMs, signal }) =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ ok: false, kind: 'stopped' });
      return;
    }
    const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    let size = 0;
    let ended: ProgramAnswer | null = null;
    const end = (answer: ProgramAnswer): void => {
      ended ??= answer;
      child.kill('SIGKILL');
    };
    const stop = (): void => end({ ok: false, kind: 'stopped' });
    const timer = setTimeout(() => end({ ok: false, kind: 'timed_out' }), limitMs);
    signal.addEventListener('abort', stop, { once: true });
    const settle = (answer: ProgramAnswer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(ended ?? answer);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OUTPUT) end({ ok: false, kind: 'too_much' });
      else chunks.push(chunk);
    });
    child.once('error', () => settle({ ok: false, kind: 'not_installed' }));
    child.once('close', (code) =>
      settle(
        code === 0
          ? { ok: true, out: Buffer.concat(chunks).toString('utf8') }
          : { ok: false, kind: 'failed', code },
      ),
    );
    // A program that ends without reading its input closes the pipe; its code tells the story.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
