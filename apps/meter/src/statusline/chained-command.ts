import { spawn } from 'node:child_process';

/** A status line that needs longer would hold up every prompt, ms. */
export const CHAINED_LIMIT_MS = 2_000;
const MAX_BYTES = 64 * 1024;

/** Runs the status line command that was there before ours, with the same input; what it printed until the limit. */
export function runChained(command: string, input: string, limitMs = CHAINED_LIMIT_MS): Promise<Buffer> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(() => {
      end(child.pid);
      child.stdout.destroy();
      finish();
    }, limitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
    });
    child.on('error', finish);
    child.on('close', finish);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Ends the shell and all that it started. */
function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') process.kill(pid);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
