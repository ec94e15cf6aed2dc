import type { Account, Membership, Org } from '../scenarios/scenario.ts';
import type { OrgEndpoint } from '../world/fault.ts';
import type { World } from '../world/world.ts';
import {
  bytesReply,
  errorReply,
  jsonReply,
  missingRefererReply,
  type Reply,
  signedOutReply,
  wrongOrgReply,
} from './reply.ts';
import type { Handler, Visit } from './visit.ts';

/** `GET /api/account`: who is signed in, and their memberships. */
export const account: Handler = (visit) =>
  asAccount(visit, (who) => jsonReply(accountBody(visit.world, who)));

/** `GET /api/organizations`: every org of the account, those without chat too. */
export const organizations: Handler = (visit) =>
  asAccount(visit, (who) => jsonReply(orgsOf(visit.world, who).map(({ org }) => orgBody(org))));

/** `GET /api/bootstrap`: the account again, with the active org beside it. */
export const bootstrap: Handler = (visit) =>
  asAccount(visit, (who) =>
    jsonReply({
      account: {
        ...accountBody(visit.world, who),
        lastActiveOrgId: visit.cookies.get('lastActiveOrg') ?? firstChatOrg(visit.world, who),
      },
    }),
  );

/** An endpoint under `/api/organizations/{org}/`: the scripted body, or the bytes that were set by hand. */
export function orgEndpoint(endpoint: OrgEndpoint): Handler {
  return (visit) => {
    const { world, org } = visit;
    if (world.strict && !comesFromSettings(visit)) return missingRefererReply();
    return asAccount(visit, (who) => {
      const membership = who.memberships.find((candidate) => candidate.org === org);
      if (!org || !membership || membership.refused) return wrongOrgReply();
      if (!world.isBodySet(org, endpoint) && !canChat(world.org(org))) return wrongOrgReply();
      const body = world.body(org, endpoint);
      return body ? bytesReply(body) : errorReply(404, 'not_found_error', 'Not found');
    });
  };
}

/** Whether the referrer is the settings page of claude.ai, or of the address that this site was reached at. */
export function comesFromSettings({ referer, host }: Pick<Visit, 'referer' | 'host'>): boolean {
  return referer === 'https://claude.ai/settings/usage' || referer === `https://${host}/settings/usage`;
}

/** The org that a fresh sign-in lands in. */
export function firstChatOrg(world: World, who: Account): string | null {
  return orgsOf(world, who).find(({ org }) => canChat(org))?.org.uuid ?? null;
}

/** The orgs of an account with its role there. */
export function orgsOf(world: World, who: Account): { org: Org; membership: Membership }[] {
  return who.memberships.flatMap((membership) => {
    const org = world.org(membership.org);
    return org ? [{ org, membership }] : [];
  });
}

export function canChat(org: Org | undefined): boolean {
  return org?.capabilities.includes('chat') ?? false;
}

function asAccount({ world, session }: Visit, answer: (who: Account) => Reply): Reply {
  const who = session && world.account(session.email);
  return who ? answer(who) : signedOutReply();
}

function accountBody(world: World, who: Account) {
  return {
    tagged_id: `user_${who.uuid.replaceAll('-', '').slice(0, 24)}`,
    uuid: who.uuid,
    email_address: who.email,
    full_name: who.fullName,
    display_name: who.fullName.split(' ')[0],
    memberships: orgsOf(world, who).map(({ org, membership }) => ({
      role: membership.role,
      seat_tier: membership.seatTier,
      organization: orgBody(org),
    })),
  };
}

function orgBody(org: Org) {
  return {
    uuid: org.uuid,
    name: org.name,
    capabilities: org.capabilities,
    rate_limit_tier: org.rateLimitTier,
    billing_type: org.billingType,
    raven_type: org.ravenType,
  };
}
