import { ADA, owner } from './people.ts';
import { PRO_ORG, PRO_USAGE } from './pro-working-day.ts';
import type { Org, Scenario } from './scenario.ts';

const BUSY: Org = {
  ...PRO_ORG,
  uuid: 'd07b35e2-a8f4-4916-8c5d-4e61f2b9a078',
  usage: {
    ...PRO_USAGE,
    work: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00', perHour: 19 }],
    weeklyReset: { day: 'fri', time: '14:06' },
  },
};

export const windowReset: Scenario = {
  name: 'window-reset',
  summary:
    'Three minutes before a nearly full five-hour window resets; the weekly one follows six minutes later.',
  beginsAt: { day: 'fri', time: '13:57' },
  accounts: [{ ...ADA, memberships: [owner(BUSY.uuid)] }],
  orgs: [BUSY],
};
