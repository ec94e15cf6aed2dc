import { proWorkingDay } from './pro-working-day.ts';
import type { Scenario, TimedFault } from './scenario.ts';

export const schemaChange: Scenario = {
  ...proWorkingDay,
  name: 'schema-change',
  summary: 'From minute 3 every key of the usage body that carries a limit or money has another name.',
  faults: [
    {
      fromMinute: 3,
      fault: {
        endpoint: 'usage',
        answer: {
          kind: 'rename',
          keys: {
            five_hour: 'session_window',
            seven_day: 'week_window',
            nimbus_quill: 'silver_feather',
            utilization: 'share_used',
            limits: 'quotas',
            extra_usage: 'metered',
            spend: 'outlay',
          },
        },
      },
    },
  ],
};

export const emptyBodies: Scenario = {
  ...proWorkingDay,
  name: 'empty-bodies',
  summary: 'From minute 3 usage is 200 with {}, an error object, null, and a list, three minutes each.',
  faults: ['{}', '{"error":{"type":"rate_limit_error","message":"Rate limited"}}', 'null', '[]'].map(
    (body, i): TimedFault => ({
      fromMinute: 3 + 3 * i,
      untilMinute: 6 + 3 * i,
      fault: { endpoint: 'usage', answer: { kind: 'status', status: 200, body } },
    }),
  ),
};
