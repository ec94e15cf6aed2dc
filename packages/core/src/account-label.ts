import type { Snapshot } from './snapshot.ts';

/** How an account is called: its e-mail, with the org or plan where one e-mail owns several orgs. */
export function accountLabel(snapshot: Snapshot, all: readonly Snapshot[]): string {
  const email = snapshot.account_email;
  if (email === null) return snapshot.org_name ?? shortOrg(snapshot.org_uuid);
  const siblings = all.some((other) => other.account_email === email && other.org_uuid !== snapshot.org_uuid);
  if (!siblings) return email;
  // A personal org is named after its address: its plan says more.
  const own = snapshot.org_name?.startsWith(email) ? null : snapshot.org_name;
  return `${email} (${own ?? snapshot.plan ?? snapshot.org_name ?? shortOrg(snapshot.org_uuid)})`;
}

/** The first block of an org uuid, enough to tell orgs apart. */
export function shortOrg(orgUuid: string): string {
  return orgUuid.slice(0, 8);
}

/** `(stale, last 14:23)`, or `(stale, last Wed Apr 30)` when that was another day; '' while fresh. */
export function staleLabel(snapshot: Snapshot, now: number, timeZone: string): string {
  if (!snapshot.stale) return '';
  const at = Date.parse(snapshot.fetched_at);
  const day = (time: number) =>
    new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', day: 'numeric', timeZone })
      .format(time)
      .replace(/,/g, '');
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `(stale, last ${day(at) === day(now) ? clock.format(at) : day(at)})`;
}
