import { accountsOf, type LimitReading, limitOf, type Reading, type Snapshot } from '@claude-meter/core';
import { chosenReading } from '../lines/render-line.ts';

/** The account and the limit that somebody asked about. */
export interface AskedLimit {
  reading: Reading | null;
  limit: LimitReading | null;
}

/** How limits are named on a command line, as in a template. */
export const LIMIT_NAMES = '5h, 7d, opus, sonnet, binding, scoped.NAME or pool.NAME';

/** Whether there is such a name, whatever an account has. */
export function isLimitName(name: string): boolean {
  return limitOf(name, null) !== undefined;
}

export function askedLimit(
  snapshots: readonly Snapshot[],
  { name, account, now }: { name: string; account: string | null; now: number },
): AskedLimit {
  const reading = chosenReading(accountsOf(snapshots, now), account);
  return { reading, limit: limitOf(name, reading) ?? null };
}
