import { execFile } from 'node:child_process';

/** Runs a system tool and returns what it printed; null when it is missing, fails or takes too long. */
export type Command = (file: string, args: readonly string[], signal: AbortSignal) => Promise<string | null>;

export const runCommand: Command = (file, args, signal) =>
  new Promise((resolve) => {
    const options = { signal, timeout: 3000, windowsHide: true, maxBuffer: 1024 * 1024 };
    execFile(file, args, options, (error, stdout) => resolve(error === null ? stdout : null));
  });
