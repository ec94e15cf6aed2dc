import { SESSION_LIFETIME_MS } from '../world/sessions.ts';

const YEAR_S = 31_536_000;

/** The two cookies of a sign-in: the secret one that scripts cannot read, and the active org that they can. */
export function signInCookies(host: string, sessionKey: string, org: string | null): string[] {
  const session = cookie(host, { name: 'sessionKey', value: sessionKey, maxAge: SESSION_LIFETIME_MS / 1000 });
  return org === null ? [`${session}; HttpOnly`] : [`${session}; HttpOnly`, activeOrgCookie(host, org)];
}

export function activeOrgCookie(host: string, org: string): string {
  return cookie(host, { name: 'lastActiveOrg', value: org, maxAge: YEAR_S });
}

export function signOutCookies(host: string): string[] {
  return ['sessionKey', 'lastActiveOrg'].map((name) => cookie(host, { name, value: '', maxAge: 0 }));
}

/** What a visitor gets who never signs in; it is host-only, unlike the others. */
export function anonymousCookie(value: string): string {
  return `anthropic-device-id=${value}; Path=/; Max-Age=${YEAR_S}; Secure; SameSite=Lax`;
}

function cookie(
  host: string,
  { name, value, maxAge }: { name: string; value: string; maxAge: number },
): string {
  // Reached by a loopback address, a browser would refuse a cookie for another domain.
  const domain = /(^|\.)claude\.ai(:\d+)?$/.test(host) ? '; Domain=.claude.ai' : '';
  return `${name}=${value}; Path=/${domain}; Max-Age=${maxAge}; Secure; SameSite=Lax`;
}
