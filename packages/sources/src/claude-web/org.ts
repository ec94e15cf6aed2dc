import { asList, asName, asText, asUuid, filled, type JsonObject } from '../json-fields.ts';
import { type PlanFacts, planOf } from './plan.ts';

/** An organization that can be asked for its usage. */
export interface Org {
  orgUuid: string;
  name: string | null;
  /** See `planOf`. */
  plan: string | null;
}

/** An organization as served: what is said of it, before it is decided what it is. */
export interface OrgFacts extends PlanFacts {
  orgUuid: string;
  name: string | null;
}

const NAME_LENGTH = 200;

/**
 * Reads `{uuid, name, capabilities, rate_limit_tier, raven_type}`.
 *
 * @returns null without a uuid: there is nothing to ask for then
 */
export function orgFacts(organization: JsonObject, seatTier: string | null): OrgFacts | null {
  const orgUuid = asUuid(organization['uuid']);
  if (orgUuid === null) return null;
  return {
    orgUuid,
    name: asName(organization['name'], NAME_LENGTH),
    capabilities: asList(organization['capabilities'])?.filter((item) => typeof item === 'string') ?? null,
    rateLimitTier: asText(organization['rate_limit_tier']),
    ravenType: asText(organization['raven_type']),
    seatTier,
  };
}

/** Ghost organizations of the API console have no chat, and no usage page. Not said means it may have. */
export function canChat(facts: OrgFacts): boolean {
  return facts.capabilities === null || facts.capabilities.includes('chat');
}

/** The organizations that can chat, in the order of `facts`, each once. What one list lacks the other fills. */
export function chatOrgs(facts: readonly OrgFacts[], others: readonly OrgFacts[] = []): Org[] {
  const orgs = new Map<string, Org>();
  for (const own of facts) {
    const other = others.find((candidate) => candidate.orgUuid === own.orgUuid);
    const whole = other === undefined ? own : filled(own, other);
    if (!canChat(whole) || orgs.has(own.orgUuid)) continue;
    orgs.set(own.orgUuid, { orgUuid: own.orgUuid, name: whole.name, plan: planOf(whole) });
  }
  return [...orgs.values()];
}
