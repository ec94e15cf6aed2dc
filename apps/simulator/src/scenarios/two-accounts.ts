import { MAX_ORG } from './max-opus-wall.ts';
import { ADA, GRACE, owner } from './people.ts';
import { PRO_ORG } from './pro-working-day.ts';
import type { Scenario } from './scenario.ts';

export const twoAccounts: Scenario = {
  name: 'two-accounts',
  summary: 'Two people with an org each, for two browsers or profiles at once.',
  beginsAt: { day: 'thu', time: '10:40' },
  accounts: [
    { ...ADA, memberships: [owner(PRO_ORG.uuid)] },
    { ...GRACE, memberships: [owner(MAX_ORG.uuid)] },
  ],
  orgs: [PRO_ORG, { ...MAX_ORG, name: "grace@example.com's Organization" }],
};
