import { ADA, developerWeek, owner } from './people.ts';
import { PRO_ORG, PRO_USAGE } from './pro-working-day.ts';
import type { Org, Scenario } from './scenario.ts';

const METERED: Org = {
  ...PRO_ORG,
  uuid: '8a41f6d7-25c9-4e30-b6d8-0f7e93a5c167',
  usage: {
    ...PRO_USAGE,
    work: developerWeek(24),
    weeklyShare: 0.2125,
    extra: {
      enabled: true,
      currency: 'USD',
      decimalPlaces: 2,
      monthlyLimit: 20_000,
      usedAtBeginning: 7_300,
      perPercent: 210,
      renewsInDays: 8,
    },
  },
};

export const extraUsageCap: Scenario = {
  name: 'extra-usage-cap',
  summary:
    'The week is used up within the hour; extra usage takes over at $73.00 and runs into its $200.00 cap: blocked.',
  beginsAt: { day: 'fri', time: '13:30' },
  accounts: [{ ...ADA, memberships: [owner(METERED.uuid)] }],
  orgs: [METERED],
};
