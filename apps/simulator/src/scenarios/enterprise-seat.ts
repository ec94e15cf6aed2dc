import { developerWeek, GRACE } from './people.ts';
import type { Org, Scenario } from './scenario.ts';

const ENTERPRISE: Org = {
  uuid: '62c8e1b5-0d94-4f7a-9a3e-b7150c6d2f56',
  name: 'Example Industries',
  capabilities: ['chat', 'raven'],
  rateLimitTier: 'default_raven_enterprise',
  billingType: 'invoice',
  ravenType: 'enterprise',
  subscription: null,
  usage: {
    kind: 'seat',
    work: developerWeek(6.4),
    limitDollars: 500,
    usedAtBeginning: 431.27,
    expiresInDays: 8,
  },
};

export const enterpriseSeat: Scenario = {
  name: 'enterprise-seat',
  summary: 'An enterprise seat: a budget of 500 dollars that runs down, no five-hour and no weekly window.',
  beginsAt: { day: 'tue', time: '09:30' },
  accounts: [
    { ...GRACE, memberships: [{ org: ENTERPRISE.uuid, role: 'user', seatTier: 'enterprise_standard' }] },
  ],
  orgs: [ENTERPRISE],
};
