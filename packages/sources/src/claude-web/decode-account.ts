import { asList, asName, asObject, asText, parseObject } from '../json-fields.ts';
import { type OrgFacts, orgFacts } from './org.ts';

export interface WebAccount {
  email: string | null;
  memberships: OrgFacts[];
}

/** Longest address that SMTP allows. */
const EMAIL_LENGTH = 320;

/**
 * Reads an account body (`/api/account`): `{email_address, memberships: [{seat_tier, organization: {uuid, …}}]}`; a
 * membership may carry the uuid itself.
 *
 * @returns null for a text that is no account
 */
export function decodeAccount(text: string): WebAccount | null {
  const body = parseObject(text);
  const email = asName(body?.['email_address'], EMAIL_LENGTH);
  const list = asList(body?.['memberships']);
  if (email === null && list === null) return null;
  const memberships = (list ?? []).map(membershipFacts).filter((facts) => facts !== null);
  return { email, memberships };
}

function membershipFacts(value: unknown): OrgFacts | null {
  const membership = asObject(value);
  if (membership === null) return null;
  return orgFacts(asObject(membership['organization']) ?? membership, asText(membership['seat_tier']));
}
