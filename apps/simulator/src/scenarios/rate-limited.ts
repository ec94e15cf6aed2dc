import type { RetryAfter } from '../world/fault.ts';
import { proWorkingDay } from './pro-working-day.ts';
import type { Scenario } from './scenario.ts';

export const rateLimited = limited('rate-limited', 'with Retry-After: 120', '120');
export const rateLimitedDate = limited('rate-limited-date', 'with Retry-After as a date two minutes ahead', {
  date_in_ms: 120_000,
});
export const rateLimitedZero = limited(
  'rate-limited-zero',
  'with Retry-After: 0, which is no advice at all',
  '0',
);
export const rateLimitedBare = limited('rate-limited-bare', 'without Retry-After');

function limited(name: string, how: string, retryAfter?: RetryAfter): Scenario {
  return {
    ...proWorkingDay,
    name,
    summary: `From minute 3 to 23 usage is answered with 429 ${how}.`,
    faults: [
      {
        fromMinute: 3,
        untilMinute: 23,
        fault: {
          endpoint: 'usage',
          answer: {
            kind: 'status',
            status: 429,
            ...(retryAfter !== undefined && { retry_after: retryAfter }),
          },
        },
      },
    ],
  };
}
