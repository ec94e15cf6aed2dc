import { asList, asObject, parseJson } from '../json-fields.ts';
import { type OrgFacts, orgFacts } from './org.ts';

/**
 * Reads the list of organizations (`/api/organizations`): `[{uuid, name, capabilities, rate_limit_tier, raven_type}]`,
 * in the order served. `chatOrgs` picks those that have a usage page.
 *
 * @returns null for a text that is no list
 */
export function decodeOrganizations(text: string): OrgFacts[] | null {
  const list = asList(parseJson(text));
  if (list === null) return null;
  return list
    .map((element) => {
      const organization = asObject(element);
      return organization === null ? null : orgFacts(organization, null);
    })
    .filter((facts) => facts !== null);
}
