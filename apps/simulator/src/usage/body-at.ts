import type { Org, Scenario } from '../scenarios/scenario.ts';
import type { OrgEndpoint } from '../world/fault.ts';
import type { Moment } from './moment.ts';
import { overageBody } from './overage-body.ts';
import { seatStateAt } from './seat-state.ts';
import { subscriptionBody } from './subscription-body.ts';
import { seatBody, windowsBody } from './usage-body.ts';
import { windowsStateAt } from './windows-state.ts';

/**
 * The body of one of an org's endpoints at a moment of the scenario, to the byte: the same arguments
 * always give the same text. `null` where claude.ai has nothing to answer with (404).
 *
 * @throws RangeError when the scenario has no such org.
 */
export function bodyAt(
  scenario: Scenario,
  { org: uuid, endpoint }: { org: string; endpoint: OrgEndpoint },
  moment: Moment,
): string | null {
  const org = scenario.orgs.find((candidate) => candidate.uuid === uuid);
  if (!org)
    throw new RangeError(`Scenario ${JSON.stringify(scenario.name)} has no org ${JSON.stringify(uuid)}.`);
  switch (endpoint) {
    case 'usage':
      return usageBodyAt(scenario, org, moment);
    case 'overage_spend_limit':
      return overageBodyAt(scenario, org, moment);
    case 'subscription_details':
      return org.subscription && subscriptionBody(org.subscription, moment);
  }
}

function usageBodyAt({ beginsAt }: Scenario, { usage }: Org, moment: Moment): string | null {
  switch (usage.kind) {
    case 'windows':
      return windowsBody(windowsStateAt(usage, beginsAt, moment.minute), moment, usage.breakdown);
    case 'seat':
      return seatBody(seatStateAt(usage, beginsAt, moment.minute), moment);
    case 'none':
      return null;
  }
}

function overageBodyAt({ beginsAt }: Scenario, { uuid, usage }: Org, moment: Moment): string | null {
  if (usage.kind !== 'windows' || !usage.extra) return null;
  const { extra } = windowsStateAt(usage, beginsAt, moment.minute);
  return extra && overageBody(uuid, extra, moment);
}
