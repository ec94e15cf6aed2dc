/** Where claude.ai answers. Paths are relative to the origin, so that tests can put another origin before them. */
export const CLAUDE_ORIGIN = 'https://claude.ai';

/** The page that shows the same numbers; what its own request sends as `Referer`. */
export const SETTINGS_URL = `${CLAUDE_ORIGIN}/settings/usage`;

export const ACCOUNT_PATH = '/api/account';
export const ORGANIZATIONS_PATH = '/api/organizations';

export function usagePath(orgUuid: string): string {
  return `${ORGANIZATIONS_PATH}/${orgUuid}/usage`;
}

export function overagePath(orgUuid: string): string {
  return `${ORGANIZATIONS_PATH}/${orgUuid}/overage_spend_limit`;
}

export function subscriptionPath(orgUuid: string): string {
  return `${ORGANIZATIONS_PATH}/${orgUuid}/subscription_details`;
}
