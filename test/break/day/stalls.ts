/** How late a timer must be to count, ms: a third of what a post counts as fresh at this speed. */
const LATE_MS = 600;
const EVERY_MS = 50;

export interface Stalls {
  /** Whether this machine held its processes up shortly before or at a moment, ms. */
  near(at: number): boolean;
  count(): number;
}

/**
 * Watches whether the machine gives its processes their time. At sixty times the speed a second in which nobody runs is
 * a minute in which a browser said nothing: then the other path steps in, as it should.
 */
export function watchStalls(signal: AbortSignal): Stalls {
  const seen: number[] = [];
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - last - EVERY_MS > LATE_MS) seen.push(now);
    last = now;
  }, EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return { near: (at) => seen.some((stall) => Math.abs(at - stall) < 5_000), count: () => seen.length };
}
