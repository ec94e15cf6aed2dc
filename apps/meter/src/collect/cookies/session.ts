import { createHash } from 'node:crypto';
import type { CookieJar } from './cookie-jar.ts';

/** A login at claude.ai found in the cookie store of one browser profile (or one container of it). */
export interface CookieSession {
  /** The browser's own name: `Chromium`, `Firefox`, … The same word the bridge uses for a peer. */
  browser: string;
  /** Folder name of the profile, as the browser's own about page shows it. */
  profile: string;
  /** Firefox container; null for the plain profile and for every Chromium profile. */
  container: string | null;
  /** Stable and not secret: the same browser, profile and container give the same id after a restart. */
  instance: string;
  cookies: CookieJar;
  /** The org that claude.ai had open last (uuid). One of several at most: ask for the list as well. */
  lastActiveOrg: string | null;
  /** When the present `sessionKey` was set, ms since 1970; null when the store does not say. */
  sessionStartedAt: number | null;
}

/** Where a finding comes from. `path` is the cookie store's file. */
export interface Place {
  browser: string;
  profile: string;
  container: string | null;
  path: string;
}

export type KeyStore = 'secret_service' | 'kwallet' | 'keyring' | 'keychain' | 'dpapi';

/** What was found in one place, or the step that failed there. */
export type FindingDetail =
  /** Logged in. `omitted`: claude.ai cookies beside it that could not be decrypted or sent. */
  | { kind: 'session'; instance: string; names: string[]; omitted: number }
  | { kind: 'no_claude_cookies' }
  /** claude.ai cookies, but nobody is logged in. */
  | { kind: 'anonymous' }
  /** A login that ran out at `expiredAt` (ms since 1970). */
  | { kind: 'expired'; expiredAt: number }
  | { kind: 'key_locked'; keyStore: KeyStore }
  | { kind: 'key_missing'; keyStore: KeyStore }
  | { kind: 'key_denied'; keyStore: KeyStore }
  | { kind: 'key_timeout'; keyStore: KeyStore }
  /** The key store could not be asked at all; `reason` is a short word (an error code, an exit code). */
  | { kind: 'key_failed'; keyStore: KeyStore; reason: string }
  /** A key was given, but it is not the one the cookies were encrypted with. */
  | { kind: 'key_wrong'; keyStore: KeyStore | null }
  /** A key is needed and the caller asked not to touch key stores. */
  | { kind: 'key_not_asked'; keyStore: KeyStore }
  /** Windows app-bound encryption (`v20`): only the browser itself can decrypt. */
  | { kind: 'app_bound' }
  /** Encrypted in a way that is not known here; `scheme` is the value's prefix, e.g. `v12`. */
  | { kind: 'scheme_unknown'; scheme: string }
  /** Held by the browser, or changing faster than it can be copied. */
  | { kind: 'in_use'; code: string }
  | { kind: 'unreadable'; code: string }
  | { kind: 'half_written'; code: string }
  | { kind: 'schema_unknown'; version: number | null; missing: string[] };

/** One line of `doctor`: what was found where, what it means, and the one thing to do (null: nothing). */
export type SourceFinding = Place & FindingDetail & { says: string; advice: string | null };

export interface FoundSessions {
  sessions: CookieSession[];
  findings: SourceFinding[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The `lastActiveOrg` cookie when it holds an org uuid; anything else is not an org. */
export function lastActiveOrg(cookies: CookieJar): string | null {
  const value = cookies.get('lastActiveOrg');
  return value !== null && UUID.test(value) ? value.toLowerCase() : null;
}

/** Stable id of browser, profile folder and container. The folder goes in as a digest: it names the user. */
export function instanceId(place: { browser: string; profileDir: string; containerId: number }): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([place.browser, place.profileDir, place.containerId]))
    .digest('hex');
  return `cookies-${digest.slice(0, 16)}`;
}
