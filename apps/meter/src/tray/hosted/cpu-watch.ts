import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Processor time as `ps -o time=` prints it (`1:02.34`, `00:01:02`, `2-03:00:00`), seconds; null when it is none. */
export function cpuSeconds(printed: string): number | null {
  const match = /^\s*(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(printed);
  if (match === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

const LOOK_MS = 30_000;
/** More than this in one look means that the process spins. */
const MOST_SECONDS = 20;

/** Calls back when a process spins; looks every half minute until the signal. */
export function watchCpu(pid: number, onSpin: () => void, signal: AbortSignal): void {
  let before: number | null = null;
  const look = async () => {
    const now = await secondsOf(pid);
    if (signal.aborted) return;
    if (now !== null && before !== null && now - before > MOST_SECONDS) onSpin();
    before = now;
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function secondsOf(pid: number): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'time=', '-p', String(pid)], {
      timeout: 5_000,
    });
    return cpuSeconds(stdout);
  } catch {
    return null;
  }
}
