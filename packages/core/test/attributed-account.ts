import { type AttributedLimit, attributeLimit } from '../src/attribution/attribute-limit.ts';
import { type AccountOptions, type SimulatedAccount, simulatedAccount } from './simulated-account.ts';

const HOUR = 3_600_000;
export const WEEK = 7 * 24 * HOUR;
/** What it is called makes no difference to the account: every model counts. */
export const FIVE_HOUR_LIMIT = { id: 'five_hour', kind: 'session', label: '5-hour' };

/** A simulated account with the rises of its limit shared out, cut a week before the end. */
export function attributedAccount(options: AccountOptions): {
  account: SimulatedAccount;
  attributed: AttributedLimit;
} {
  const account = simulatedAccount(options);
  return { account, attributed: attributedOf(account) };
}

export function attributedOf(account: SimulatedAccount): AttributedLimit {
  const { readings, gaps, work, until, windowMs } = account;
  return attributeLimit({
    limit: FIVE_HOUR_LIMIT,
    readings,
    gaps,
    windowMs,
    work,
    cuts: [until - WEEK],
    until,
  });
}

/** What requests really took, of those in stretches whose rise was seen. */
export function truthOf(
  { requests }: SimulatedAccount,
  { stretches }: AttributedLimit,
  chosen: { from: number; is: (request: SimulatedAccount['requests'][number]) => boolean },
): number {
  let sum = 0;
  for (const { to, rise, isFull, firstRow, endRow } of stretches) {
    if (to <= chosen.from || rise === null || isFull) continue;
    for (const request of requests.slice(firstRow, endRow)) if (chosen.is(request)) sum += request.points;
  }
  return sum;
}
