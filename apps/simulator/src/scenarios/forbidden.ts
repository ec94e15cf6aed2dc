import { ADA, owner } from './people.ts';
import { PRO_ORG, proWorkingDay } from './pro-working-day.ts';
import type { Org, Scenario } from './scenario.ts';

const FORMER_TEAM: Org = {
  ...PRO_ORG,
  uuid: '4f92d8a6-e1b7-4c05-97f2-d3a8605b1e89',
  name: 'Former Team',
  capabilities: ['chat', 'raven'],
  rateLimitTier: 'default_raven',
  ravenType: 'team',
  subscription: null,
};

export const forbiddenWrongOrg: Scenario = {
  ...proWorkingDay,
  name: 'forbidden-wrong-org',
  summary:
    'The account still lists a team whose endpoints answer 403 "Invalid authorization for organization".',
  accounts: [
    {
      ...ADA,
      memberships: [
        owner(PRO_ORG.uuid),
        { org: FORMER_TEAM.uuid, role: 'user', seatTier: 'team_standard', refused: true },
      ],
    },
  ],
  orgs: [PRO_ORG, FORMER_TEAM],
};

export const forbiddenReferer: Scenario = {
  ...proWorkingDay,
  name: 'forbidden-referer',
  summary: "An org's endpoints answer 403 unless Referer is the settings page.",
  faults: (['usage', 'overage_spend_limit', 'subscription_details'] as const).map((endpoint) => ({
    fromMinute: 0,
    fault: { endpoint, answer: { kind: 'require_referer' } },
  })),
};

export const forbiddenChallenge: Scenario = {
  ...proWorkingDay,
  name: 'forbidden-challenge',
  summary: 'From minute 3 the edge answers every API request with 403 HTML "Just a moment…".',
  faults: [{ fromMinute: 3, fault: { answer: { kind: 'challenge' } } }],
};
