import { spawn } from 'node:child_process';

export interface Command {
  /** Absolute path of the program: nothing is looked up in PATH, nothing goes through a shell. */
  file: string;
  args: readonly string[];
  /** Written to standard input. Secrets go here, never into `args`, which every process can read. */
  input?: string;
  /** The program is killed after this many ms. */
  limitMs: number;
  signal?: AbortSignal | undefined;
}

export type CommandOutcome =
  | { kind: 'exited'; code: number; stdout: Buffer }
  | { kind: 'timeout' }
  /** It could not be started, or ended by a signal. */
  | { kind: 'failed'; reason: string };

/** Runs a program of the system; tests put recorded outcomes in its place. Rejects only when aborted. */
export type RunCommand = (command: Command) => Promise<CommandOutcome>;

const MAX_OUTPUT_BYTES = 64 * 1024;

/** The real `RunCommand`. What the program says on standard error is thrown away, for nobody vets it. */
export const runCommand: RunCommand = ({ file, args, input, limitMs, signal }) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    let size = 0;
    let outcome: CommandOutcome | null = null;

    const kill = (as: CommandOutcome): void => {
      outcome ??= as;
      child.kill('SIGKILL');
    };
    const limit = setTimeout(() => kill({ kind: 'timeout' }), limitMs);
    const abort = (): void => kill({ kind: 'failed', reason: 'aborted' });
    signal?.addEventListener('abort', abort, { once: true });
    const settle = (end: CommandOutcome): void => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(outcome ?? end);
    };

    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) kill({ kind: 'failed', reason: 'too much output' });
      else chunks.push(chunk);
    });
    child.once('error', (error) =>
      settle({ kind: 'failed', reason: 'code' in error ? String(error.code) : 'error' }),
    );
    child.once('close', (code, killedBy) =>
      settle(
        code === null
          ? { kind: 'failed', reason: killedBy ?? 'killed' }
          : { kind: 'exited', code, stdout: Buffer.concat(chunks) },
      ),
    );
    // A program that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
