import { proWorkingDay } from './pro-working-day.ts';
import type { Scenario, TimedFault } from './scenario.ts';

export const serverErrors: Scenario = {
  ...proWorkingDay,
  name: 'server-errors',
  summary:
    'From minute 3 usage is answered with 500, then 502, 503 and 529, two minutes each; then all is well.',
  faults: [500, 502, 503, 529].map(
    (status, i): TimedFault => ({
      fromMinute: 3 + 2 * i,
      untilMinute: 5 + 2 * i,
      fault: { endpoint: 'usage', answer: { kind: 'status', status } },
    }),
  ),
};

export const slow: Scenario = {
  ...proWorkingDay,
  name: 'slow',
  summary: 'Every API answer takes eight seconds.',
  faults: [{ fromMinute: 0, fault: { delay_ms: 8_000, answer: { kind: 'pass' } } }],
};

export const hanging: Scenario = {
  ...proWorkingDay,
  name: 'hanging',
  summary: 'From minute 3 to 13 usage is never answered; after that, for ten minutes, only half of it comes.',
  faults: [
    { fromMinute: 3, untilMinute: 13, fault: { endpoint: 'usage', answer: { kind: 'hang' } } },
    { fromMinute: 13, untilMinute: 23, fault: { endpoint: 'usage', answer: { kind: 'stall' } } },
  ],
};
