/** What the settings page's own request carries; a worker's `fetch` cannot set it. */
const REFERER = 'https://claude.ai/settings/usage';

/**
 * The one rule of the extension: its own requests for the usage, overage and subscription of an organization carry the
 * Referer that the settings page sends.
 * Requests of web pages and of other extensions are not touched.
 *
 * @param initiator host part of the extension's own origin
 */
export function refererRule(initiator: string) {
  return {
    id: 1,
    action: {
      type: 'modifyHeaders' as const,
      requestHeaders: [{ header: 'referer', operation: 'set' as const, value: REFERER }],
    },
    condition: {
      urlFilter: '|https://claude.ai/api/organizations/*/',
      initiatorDomains: [initiator],
      requestMethods: ['get' as const],
    },
  };
}
