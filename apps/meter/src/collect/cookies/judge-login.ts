import { CookieJar } from './cookie-jar.ts';
import { isSendable } from './encrypted-value.ts';
import { isLive, type StoredCookie, sentToApi } from './sent-cookies.ts';
import { type CookieSession, type FindingDetail, instanceId, lastActiveOrg, type Place } from './session.ts';

/** The cookie without which claude.ai knows nobody. */
const SESSION_KEY = 'sessionKey';

/** What one place (a profile, or a container of it) turned out to be. */
export interface PlaceOutcome {
  place: Place;
  detail: FindingDetail;
  session: CookieSession | null;
  /** When the first of its cookies runs out, ms since 1970: until then an unchanged store means no change. */
  goodUntil: number;
}

export type Login<V> =
  /** Logged in: the cookie that says so, and all that a browser would send, it included. */
  | { kind: 'live'; sessionKey: StoredCookie<V>; sent: StoredCookie<V>[] }
  | { kind: 'none'; detail: FindingDetail };

/** Decides from names and times alone whether somebody is logged in: no value has to be decrypted. */
export function judgeLogin<V>(cookies: readonly StoredCookie<V>[], now: number): Login<V> {
  if (cookies.length === 0) return { kind: 'none', detail: { kind: 'no_claude_cookies' } };
  const sent = sentToApi(cookies, now);
  const sessionKey = sent.find((cookie) => cookie.name === SESSION_KEY);
  if (sessionKey !== undefined) return { kind: 'live', sessionKey, sent };
  const ends = cookies
    .filter((cookie) => cookie.name === SESSION_KEY && !isLive(cookie, now))
    .map((cookie) => cookie.expiresAt ?? 0);
  if (ends.length === 0) return { kind: 'none', detail: { kind: 'anonymous' } };
  return { kind: 'none', detail: { kind: 'expired', expiredAt: Math.max(...ends) } };
}

export interface SessionOrigin {
  place: Place;
  /** Folder of the profile: the part of its identity that outlives a renamed browser. */
  profileDir: string;
  containerId: number;
}

/**
 * Makes a session of cookies whose values are plain. Cookies without a value (null: not decrypted) and
 * those that a header cannot carry are left out and counted.
 */
export function sessionOutcome(
  origin: SessionOrigin,
  sessionKey: StoredCookie<unknown>,
  sent: readonly StoredCookie<string | null>[],
): PlaceOutcome {
  const { place, profileDir, containerId } = origin;
  const carried = sent.flatMap(({ name, value }) =>
    value !== null && isSendable(name + value) ? [{ name, value }] : [],
  );
  const cookies = new CookieJar(carried);
  if (!cookies.get(SESSION_KEY)) return { place, detail: { kind: 'anonymous' }, session: null, goodUntil: 0 };
  const instance = instanceId({ browser: place.browser, profileDir, containerId });
  const session: CookieSession = {
    browser: place.browser,
    profile: place.profile,
    container: place.container,
    instance,
    cookies,
    lastActiveOrg: lastActiveOrg(cookies),
    sessionStartedAt: Math.max(sessionKey.createdAt, sessionKey.updatedAt ?? 0) || null,
  };
  const omitted = sent.length - carried.length;
  return {
    place,
    session,
    detail: { kind: 'session', instance, names: cookies.names(), omitted },
    goodUntil: Math.min(...sent.map((cookie) => cookie.expiresAt ?? Number.POSITIVE_INFINITY)),
  };
}
