import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChromiumProfile } from './chromium-profiles.ts';
import { readChromiumStore } from './chromium-store.ts';
import { judgeLogin, type PlaceOutcome, sessionOutcome } from './judge-login.ts';
import { chooseOpener } from './open-values.ts';
import { withPrivateCopy } from './private-copy.ts';
import type { ReadStoreOptions } from './read-store-options.ts';
import type { FindingDetail, Place } from './session.ts';

/** Looks for a login in one profile of the Chromium family. */
export async function readChromiumProfile(
  profile: ChromiumProfile,
  { platform, now, base, keys, signal }: ReadStoreOptions,
): Promise<PlaceOutcome> {
  const { browser, name, dir, root, store } = profile;
  const place: Place = { browser: browser.name, profile: name, container: null, path: store };
  const none = (detail: FindingDetail): PlaceOutcome => ({
    place,
    detail,
    session: null,
    goodUntil: Number.POSITIVE_INFINITY,
  });

  const copied = await withPrivateCopy(store, readChromiumStore, { base, signal });
  if (copied.kind !== 'used') return none(copied);
  if (copied.value.kind !== 'read') return none(copied.value);
  const login = judgeLogin(copied.value.value.cookies, now);
  if (login.kind === 'none') return none(login.detail);

  const localState = () => readFile(join(root, 'Local State'), 'utf8').catch(() => '');
  const opener = await chooseOpener(login.sessionKey, { platform, browser, keys, localState, signal });
  if (opener.kind === 'refused') return none(opener.detail);
  const sent = login.sent.map((row) => ({ ...row, value: opener.open(row) }));
  return sessionOutcome({ place, profileDir: dir, containerId: 0 }, login.sessionKey, sent);
}
