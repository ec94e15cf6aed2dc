import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_BROWSERS, type Platform } from './chromium-browsers.ts';
import { listChromiumProfiles } from './chromium-profiles.ts';
import { resolveDataDir, type UserDirs } from './data-dirs.ts';
import { FIREFOX_BROWSERS } from './firefox-browsers.ts';
import type { PlaceOutcome } from './judge-login.ts';
import { parseProfilesIni } from './profiles-ini.ts';
import { readChromiumProfile } from './read-chromium-profile.ts';
import { readFirefoxProfile } from './read-firefox-profile.ts';
import type { ReadStoreOptions } from './read-store-options.ts';

/** A cookie store on disk and the way to read it. */
export interface CookieStore {
  path: string;
  read(options: ReadStoreOptions): Promise<PlaceOutcome[]>;
}

/**
 * Every cookie store of the wanted browsers (null: all), each file once, however many folders lead to it
 * by links. A browser that is not installed is nothing to report; a folder of one that cannot be listed
 * is, and comes as a store that reads as unreadable.
 */
export async function listStores(dirs: UserDirs, browsers: readonly string[] | null): Promise<CookieStore[]> {
  const wanted = (browser: { name: string }): boolean => browsers === null || browsers.includes(browser.name);
  const stores: CookieStore[] = [];
  for (const browser of CHROMIUM_BROWSERS.filter(wanted)) {
    for (const dir of browser.dirs[dirs.platform]) {
      const root = resolveDataDir(dir, dirs);
      stores.push(
        ...(await listed(browser.name, root, async () =>
          (
            await listChromiumProfiles(root, browser)
          ).map((profile) => ({
            path: profile.store,
            read: async (options) => [await readChromiumProfile(profile, options)],
          })),
        )),
      );
    }
  }
  for (const browser of FIREFOX_BROWSERS.filter(wanted)) {
    for (const dir of browser.dirs[dirs.platform]) {
      const root = resolveDataDir(dir, dirs);
      stores.push(
        ...(await listed(browser.name, root, () => firefoxStores(browser.name, root, dirs.platform))),
      );
    }
  }
  return withoutDoubles(stores);
}

async function firefoxStores(browser: string, root: string, platform: Platform): Promise<CookieStore[]> {
  const ini = await readFile(join(root, 'profiles.ini'), 'utf8');
  const stores: CookieStore[] = [];
  for (const { name, dir } of parseProfilesIni(ini, root, platform)) {
    const store = join(dir, 'cookies.sqlite');
    // A profile that was never started has no store yet; its folder may even be gone.
    if (!(await stat(store).catch(() => null))?.isFile()) continue;
    stores.push({
      path: store,
      read: (options) => readFirefoxProfile({ browser, name, dir, store }, options),
    });
  }
  return stores;
}

async function listed(
  browser: string,
  root: string,
  list: () => Promise<CookieStore[]>,
): Promise<CookieStore[]> {
  try {
    return await list();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    const place = { browser, profile: 'all profiles', container: null, path: root };
    const outcome: PlaceOutcome = {
      place,
      detail: { kind: 'unreadable', code },
      session: null,
      goodUntil: 0,
    };
    return [{ path: root, read: async () => [outcome] }];
  }
}

async function withoutDoubles(stores: readonly CookieStore[]): Promise<CookieStore[]> {
  const byFile = new Map<string, CookieStore>();
  for (const store of stores) {
    const file = await realpath(store.path).catch(() => store.path);
    if (!byFile.has(file)) byFile.set(file, store);
  }
  return [...byFile.values()];
}
