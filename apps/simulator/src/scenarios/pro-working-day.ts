import { ADA, developerWeek, owner, personalOrg } from './people.ts';
import type { Org, Scenario, WindowsScript } from './scenario.ts';

/** Thursday morning on Pro: the window fills until lunch, and again in the afternoon. */
export const PRO_USAGE: WindowsScript = {
  kind: 'windows',
  work: developerWeek(26),
  weeklyReset: { day: 'tue', time: '22:00' },
  weeklyShare: 0.11,
  scoped: [{ model: 'Fable', share: 0.07 }],
  extra: null,
  breakdown: [],
};

export const PRO_ORG: Org = personalOrg({
  uuid: '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501',
  name: "ada@example.com's Organization",
  capabilities: ['chat', 'claude_pro'],
  rateLimitTier: 'default_claude_ai',
  usage: PRO_USAGE,
});

export const proWorkingDay: Scenario = {
  name: 'pro-working-day',
  summary:
    'A working day on Pro, from Thursday 10:40: sessions, lunch, five-hour windows that open and reset.',
  beginsAt: { day: 'thu', time: '10:40' },
  accounts: [{ ...ADA, memberships: [owner(PRO_ORG.uuid)] }],
  orgs: [PRO_ORG],
};
