import { developerWeek, GRACE, owner, personalOrg } from './people.ts';
import type { Org, Scenario } from './scenario.ts';

const PERSONAL: Org = personalOrg({
  uuid: 'e4a7c2d9-3b58-4f61-a0c4-917de5b3f023',
  name: "grace@example.com's Organization",
  capabilities: ['chat', 'claude_pro'],
  rateLimitTier: 'default_claude_ai',
  usage: {
    kind: 'windows',
    work: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '07:30', to: '08:45', perHour: 22 },
      { days: ['mon', 'wed', 'thu', 'sat'], from: '20:00', to: '21:50', perHour: 30 },
    ],
    weeklyReset: { day: 'sun', time: '06:00' },
    weeklyShare: 0.16,
    scoped: [],
    extra: null,
    breakdown: [],
  },
});

const TEAM: Org = {
  uuid: '19d5b7f3-c06e-4a82-b9f1-53e84c2a7d34',
  name: 'Example Analytics',
  capabilities: ['chat', 'raven'],
  rateLimitTier: 'default_raven',
  billingType: 'stripe_subscription',
  ravenType: 'team',
  subscription: {
    status: 'active',
    chargeInDays: 200,
    interval: 'annual',
    currency: 'EUR',
    card: { brand: 'mastercard', country: 'DE', last4: '4444' },
  },
  usage: {
    kind: 'windows',
    work: developerWeek(20),
    weeklyReset: { day: 'mon', time: '09:00' },
    weeklyShare: 0.1,
    scoped: [{ model: 'Fable', share: 0.05 }],
    extra: {
      enabled: true,
      currency: 'EUR',
      decimalPlaces: 2,
      monthlyLimit: 20_000,
      usedAtBeginning: 7_300,
      perPercent: 40,
      renewsInDays: 9,
    },
    breakdown: [],
  },
};

/** Made by the developer console: it can call the API, but it has no chat and no limits to show. */
const API_ONLY: Org = {
  uuid: 'c6f03a18-7e2d-4d95-8b46-a2d97f1e0b45',
  name: 'Grace (API)',
  capabilities: ['api', 'api_individual'],
  rateLimitTier: 'auto_api_evaluation',
  billingType: 'prepaid',
  ravenType: null,
  subscription: null,
  usage: { kind: 'none' },
};

export const severalOrgs: Scenario = {
  name: 'several-orgs',
  summary: 'One e-mail with a Pro org, a Team org on extra usage in EUR, and an org that has only the API.',
  beginsAt: { day: 'thu', time: '10:05' },
  accounts: [
    {
      ...GRACE,
      memberships: [
        owner(PERSONAL.uuid),
        { org: TEAM.uuid, role: 'user', seatTier: 'team_tier_1' },
        { org: API_ONLY.uuid, role: 'admin', seatTier: null },
      ],
    },
  ],
  orgs: [PERSONAL, TEAM, API_ONLY],
};
