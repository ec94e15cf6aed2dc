import { ADA, developerWeek, owner, personalOrg } from './people.ts';
import type { Org, Scenario } from './scenario.ts';

export const MAX_ORG: Org = personalOrg({
  uuid: 'b82e60f4-91ad-4c3b-8e57-6d0a1f9c4a12',
  name: "ada@example.com's Organization",
  capabilities: ['chat', 'claude_max'],
  rateLimitTier: 'default_claude_max_20x',
  usage: {
    kind: 'windows',
    work: developerWeek(14),
    weeklyReset: { day: 'fri', time: '17:00' },
    weeklyShare: 0.13,
    scoped: [{ model: 'Opus', share: 0.2775 }],
    extra: null,
    breakdown: [
      { key: 'claude_code', displayName: 'Claude Code', percent: 71 },
      { key: 'chat', displayName: 'Chat', percent: 22 },
      { key: 'cowork', displayName: 'Cowork', percent: 7 },
    ],
  },
});

export const maxOpusWall: Scenario = {
  name: 'max-opus-wall',
  summary:
    'Max 20x: the weekly Opus limit fills within the first two hours and binds; everything else has room.',
  beginsAt: { day: 'thu', time: '09:40' },
  accounts: [{ ...ADA, memberships: [owner(MAX_ORG.uuid)] }],
  orgs: [MAX_ORG],
};
