import { enterpriseSeat } from './enterprise-seat.ts';
import { extraUsageCap } from './extra-usage-cap.ts';
import { forbiddenChallenge, forbiddenReferer, forbiddenWrongOrg } from './forbidden.ts';
import { maxOpusWall } from './max-opus-wall.ts';
import { proWorkingDay } from './pro-working-day.ts';
import { rateLimited, rateLimitedBare, rateLimitedDate, rateLimitedZero } from './rate-limited.ts';
import type { Scenario } from './scenario.ts';
import { severalOrgs } from './several-orgs.ts';
import { signOutMidway } from './sign-out-midway.ts';
import { twoAccounts } from './two-accounts.ts';
import { emptyBodies, schemaChange } from './unknown-bodies.ts';
import { hanging, serverErrors, slow } from './unwell.ts';
import { windowReset } from './window-reset.ts';

/** Every scenario, in the order of the list that a person reads. */
export const SCENARIOS: readonly Scenario[] = [
  proWorkingDay,
  maxOpusWall,
  severalOrgs,
  twoAccounts,
  enterpriseSeat,
  extraUsageCap,
  windowReset,
  signOutMidway,
  forbiddenWrongOrg,
  forbiddenReferer,
  forbiddenChallenge,
  rateLimited,
  rateLimitedDate,
  rateLimitedZero,
  rateLimitedBare,
  serverErrors,
  slow,
  hanging,
  schemaChange,
  emptyBodies,
];

export const DEFAULT_SCENARIO = proWorkingDay;

export function findScenario(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
