import { spawn } from 'node:child_process';

export interface RunOptions {
  /** What the program reads. @default nothing */
  input?: string;
  /** The program and what it started are ended after this, ms. */
  limitMs: number;
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export type RunResult =
  | { kind: 'done' }
  | { kind: 'not_started'; reason: string }
  | { kind: 'failed'; code: number | null; lastWords: string }
  | { kind: 'timed_out' };

/** How it ended, as what a sentence about the program goes on with. */
export function runWords(result: RunResult): string {
  switch (result.kind) {
    case 'done':
      return 'did its work.';
    case 'not_started':
      return `could not be started: ${result.reason}. Its first word must be a program, by its whole path if need be.`;
    case 'timed_out':
      return 'took too long and was ended.';
    case 'failed': {
      const how = result.code === null ? 'was ended by a signal' : `ended with code ${result.code}`;
      return result.lastWords === ''
        ? `${how}.`
        : `${how}. Its last words: ${JSON.stringify(result.lastWords)}`;
    }
  }
}

const LAST_WORDS = 500;

/** Runs a program without a shell, feeds it, and ends it with all its children when it takes too long. */
export function runLimited(
  [program, ...args]: readonly [string, ...string[]],
  options: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...options.env },
      // A group of its own, so that what it starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let timedOut = false;
    let lastWords = '';
    const end = () => endGroup(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, options.limitMs);
    options.signal?.addEventListener('abort', end, { once: true });
    const settle = (result: RunResult) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', end);
      resolve(result);
    };
    // A program that does not read its input, or ends before it has, is free to do so.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
    child.once('error', (error) => settle({ kind: 'not_started', reason: error.message }));
    child.once('exit', (code) => {
      if (timedOut) settle({ kind: 'timed_out' });
      else if (code === 0) settle({ kind: 'done' });
      else settle({ kind: 'failed', code, lastWords: lastWords.trim() });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
