import type { Snapshot } from './snapshot.ts';
import { wallClock } from './wall-clock.ts';

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
  const at = wallClock(Date.parse(snapshot.fetched_at), timeZone);
  return `(stale, last ${at.date === wallClock(now, timeZone).date ? at.time : at.day})`;
}
