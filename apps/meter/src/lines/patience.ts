/** From its start on, a prompt shows what it has after so long, ms: 50 less what it takes to print the last known line. */
const SHOWN_AFTER_MS = 40;
/** Longer than this nobody is waited for, ms. */
const MOST_MS = 200;

/**
 * How long a program that a prompt waits for may wait for the meter, ms. Where the machine is so busy that Node alone
 * took longer to start, the meter gets as long as that: it is as busy, and its line is better than an old one.
 *
 * @param uptimeMs how long this program has been running
 */
export function patience(uptimeMs = process.uptime() * 1000): number {
  return Math.max(SHOWN_AFTER_MS - uptimeMs, Math.min(uptimeMs, MOST_MS));
}
