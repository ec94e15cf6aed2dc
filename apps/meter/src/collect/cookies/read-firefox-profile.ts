import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseContainers } from './firefox-containers.ts';
import { readFirefoxStore } from './firefox-store.ts';
import { judgeLogin, type PlaceOutcome, sessionOutcome } from './judge-login.ts';
import { withPrivateCopy } from './private-copy.ts';
import type { ListedProfile } from './profiles-ini.ts';
import type { ReadStoreOptions } from './read-store-options.ts';
import type { StoredCookie } from './sent-cookies.ts';
import type { FindingDetail, Place } from './session.ts';

export interface FirefoxProfile extends ListedProfile {
  browser: string;
  store: string;
}

/**
 * Looks for logins in one profile of the Firefox family: the plain profile and each container is a place
 * of its own, with its own cookies.
 */
export async function readFirefoxProfile(
  profile: FirefoxProfile,
  { now, base, signal }: ReadStoreOptions,
): Promise<PlaceOutcome[]> {
  const place: Place = {
    browser: profile.browser,
    profile: profile.name,
    container: null,
    path: profile.store,
  };
  const none = (where: Place, detail: FindingDetail): PlaceOutcome => ({
    place: where,
    detail,
    session: null,
    goodUntil: Number.POSITIVE_INFINITY,
  });

  const copied = await withPrivateCopy(profile.store, readFirefoxStore, { base, signal });
  if (copied.kind !== 'used') return [none(place, copied)];
  if (copied.value.kind !== 'read') return [none(place, copied.value)];
  const containers = copied.value.value;
  if (containers.size === 0) return [none(place, { kind: 'no_claude_cookies' })];

  const names = await containerNames(profile.dir);
  return [...containers]
    .sort(([a], [b]) => a - b)
    .map(([containerId, cookies]) => {
      const container = containerId === 0 ? null : (names.get(containerId) ?? `container ${containerId}`);
      const where = { ...place, container };
      const login = judgeLogin<string>(cookies, now);
      if (login.kind === 'none') return none(where, login.detail);
      const sent: StoredCookie<string>[] = login.sent;
      return sessionOutcome({ place: where, profileDir: profile.dir, containerId }, login.sessionKey, sent);
    });
}

async function containerNames(profileDir: string): Promise<Map<number, string>> {
  return parseContainers(await readFile(join(profileDir, 'containers.json'), 'utf8').catch(() => ''));
}
