/** What `GET /api/sources` says of the own fetch path, as far as the page shows it; null where it is switched off. */
export interface OwnPathStatus {
  plan: { poll: boolean; why: string };
  last_poll_at: string | null;
  sessions?: readonly {
    browser: string;
    profile: string;
    container: string | null;
    instance: string;
    failures: number;
    waiting_until: string | null;
    errors: readonly string[];
  }[];
  findings: readonly { says: string; advice: string | null }[];
  trouble?: string | null;
}

const PLANS: Readonly<Record<string, string>> = {
  covered: 'Quiet: an extension delivers every account.',
  extension_returning: 'Quiet: an extension has come back and is about to deliver.',
  waiting_for_extension: 'Waiting a moment after the start: an extension was here before.',
  not_due: 'Between two polls.',
  due: 'Asks claude.ai now.',
  reconnected: 'Asks claude.ai now: the network is back.',
};

/** What the own fetch path does now, in words. */
export function planWords({ plan }: Pick<OwnPathStatus, 'plan'>): string {
  return Object.hasOwn(PLANS, plan.why) ? (PLANS[plan.why] ?? plan.why) : plan.why.replaceAll('_', ' ');
}
