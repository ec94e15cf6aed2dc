/** What the server says about an organization that tells its plan. */
export interface PlanFacts {
  /** `chat`, `claude_pro`, `claude_max`, `api`, …; null when not said. */
  capabilities: readonly string[] | null;
  /** `default_claude_ai`, `default_claude_max_20x`, … */
  rateLimitTier: string | null;
  /** Set for organizations of several people: `team`, `enterprise`. */
  ravenType: string | null;
  /** `team_standard`, `team_tier_1`, …, of this member. */
  seatTier: string | null;
}

/**
 * The plan's name: `Enterprise`, `Team`, `Max 20x`, `Max`, `Pro`, `Free`; null when the facts do not decide, because
 * tier `default_claude_ai` alone means Free or Pro.
 */
export function planOf(facts: PlanFacts): string | null {
  const { capabilities, rateLimitTier, ravenType, seatTier } = facts;
  const has = (capability: string) => capabilities?.includes(capability) === true;
  const marks = [rateLimitTier, ravenType, seatTier].filter((mark) => mark !== null);
  // A seat of an enterprise may still carry its old team tier.
  if (marks.some((mark) => mark.includes('enterprise')) || has('claude_enterprise')) return 'Enterprise';
  if (ravenType !== null || seatTier?.startsWith('team') === true) return 'Team';
  const max = /_max_(\d{1,3})x$/.exec(rateLimitTier ?? '');
  if (max !== null) return `Max ${max[1]}x`;
  if (has('claude_max')) return 'Max';
  if (has('claude_pro')) return 'Pro';
  return has('chat') ? 'Free' : null;
}
