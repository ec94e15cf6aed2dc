import { FIVE_HOUR, type Limit, SEVEN_DAY } from '@claude-meter/core';
import { decodeUsage, pollSession } from '@claude-meter/sources';
import type { SimulatedSite } from './simulated-site.ts';

/** What the simulated claude.ai says of one org that has windows. */
export interface FirstLook {
  org: string;
  limits: readonly Limit[];
}

/** Looks for the first org with a 5-hour and a 7-day window; null where no account has one. */
export async function firstLook(
  site: SimulatedSite,
  emails: readonly string[],
  signal: AbortSignal,
): Promise<FirstLook | null> {
  for (const email of emails) {
    const cookie = await site.signIn(email);
    if (cookie === null) continue;
    const { reports } = await pollSession({
      get: (path) => site.get(path, cookie),
      now: Date.now,
      memory: null,
      skip: () => false,
      force: false,
      signal,
    });
    for (const { orgUuid, usage } of reports) {
      const decoded = usage === null ? null : decodeUsage(usage, true);
      if (decoded?.ok !== true) continue;
      const { limits } = decoded.usage;
      if ([FIVE_HOUR, SEVEN_DAY].every((id) => limits.some((limit) => limit.id === id))) {
        return { org: orgUuid, limits };
      }
    }
  }
  return null;
}
