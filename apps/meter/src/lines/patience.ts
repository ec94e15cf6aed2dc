/** From its start on, a prompt shows what it has after so long, ms: 50 less what it takes to print the last known line. */
const SHOWN_AFTER_MS = 30;
/** Longer than this nobody is waited for, ms. */
const MOST_MS = 200;
/** Of the time that Node took to start. */
const SHARE = 0.4;

/**
 * How long a program that a prompt waits for may wait for the meter, ms. Where the machine is so busy that Node alone
 * took long to start, the meter gets some of that: it is as busy, and its line is better than an old one.
 *
 * @param uptimeMs how long this program has been running
 */
export function patience(uptimeMs = process.uptime() * 1000): number {
  return Math.max(SHOWN_AFTER_MS - uptimeMs, Math.min(uptimeMs * SHARE, MOST_MS));
}
