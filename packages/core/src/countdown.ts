const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Time left in words, as precise as a person needs: `4d 6h`, `23h`, `1h 45m`, `45m`, at least `1m`; `soon` from the
 * moment on (the server frees the window a little later). Null when the time cannot be read.
 */
export function countdown(resetsAt: string, now: number): string | null {
  const at = Date.parse(resetsAt);
  if (Number.isNaN(at)) return null;
  const left = at - now;
  if (left <= 0) return 'soon';
  if (left < HOUR) return `${Math.max(1, Math.floor(left / MINUTE))}m`;
  const hours = Math.floor(left / HOUR);
  if (left < 2 * HOUR) return join(`${hours}h`, Math.floor((left % HOUR) / MINUTE), 'm');
  if (left < DAY) return `${hours}h`;
  return join(`${Math.floor(left / DAY)}d`, hours % 24, 'h');
}

function join(head: string, rest: number, unit: string): string {
  return rest === 0 ? head : `${head} ${rest}${unit}`;
}

/** Age in words: `just now`, `45s ago`, `3m ago`, `2h ago`, `4d ago`. */
export function ago(at: number, now: number): string {
  const age = now - at;
  if (age < 5_000) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / 1000)}s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h ago`;
  return `${Math.floor(age / DAY)}d ago`;
}
