import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ChromiumBrowser } from './chromium-browsers.ts';

export interface ChromiumProfile {
  browser: ChromiumBrowser;
  /** Folder name, e.g. `Default`, `Profile 2`; for Opera's flat layout the user-data folder's own. */
  name: string;
  dir: string;
  /** The user-data folder, where `Local State` is. */
  root: string;
  store: string;
}

/** Chromium moved the store into `Network/` on Windows and macOS; Linux kept the old place. */
const STORE_PATHS = [join('Network', 'Cookies'), 'Cookies'] as const;
/** Never a person's profile: the profile picker's own, and guests, whose cookies are not kept. */
const NOT_PROFILES = new Set(['System Profile', 'Guest Profile']);

/**
 * Every profile below a user-data folder that has a cookie store, `Default` first, and the folder itself
 * where it is a profile (Opera). Profiles go by what they contain, not by their names: a browser can be
 * told to use any folder. Rejects with the system's error when the folder cannot be listed.
 */
export async function listChromiumProfiles(
  root: string,
  browser: ChromiumBrowser,
): Promise<ChromiumProfile[]> {
  const names = (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => !NOT_PROFILES.has(name))
    .sort(byProfileName);
  const dirs = [
    { name: basename(root), dir: root },
    ...names.map((name) => ({ name, dir: join(root, name) })),
  ];
  const profiles: ChromiumProfile[] = [];
  for (const { name, dir } of dirs) {
    const store = await newestStore(dir);
    if (store !== null) profiles.push({ browser, name, dir, root, store });
  }
  return profiles;
}

/** Where both places have a store, the one that was written last: the other is from before the move. */
async function newestStore(dir: string): Promise<string | null> {
  let newest: { path: string; mtimeMs: number } | null = null;
  for (const relative of STORE_PATHS) {
    const path = join(dir, relative);
    const info = await stat(path).catch(() => null);
    if (info?.isFile() && (newest === null || info.mtimeMs > newest.mtimeMs)) {
      newest = { path, mtimeMs: info.mtimeMs };
    }
  }
  return newest?.path ?? null;
}

function byProfileName(a: string, b: string): number {
  if (a === 'Default' || b === 'Default') return a === b ? 0 : a === 'Default' ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}
