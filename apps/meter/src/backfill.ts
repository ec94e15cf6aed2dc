import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readDesktopHistory } from './store/desktop-history.ts';
import type { Store } from './store/store.ts';

/** A file of years of samples has a few megabytes; what is far larger is something else. */
const LARGEST_BYTES = 64 * 1024 * 1024;

export interface BackfillWorld {
  platform: NodeJS.Platform;
  /** The home folder of the person. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  now: number;
}

/** Where Claude Desktop keeps its history, for each way it can be installed. */
export function desktopHistoryPaths({ platform, home, env }: Omit<BackfillWorld, 'now'>): string[] {
  const name = 'plan-usage-history.json';
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'Claude', name)];
  if (platform !== 'win32') return [];
  const roaming = env['APPDATA'] || join(home, 'AppData', 'Roaming');
  const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  const store = join(local, 'Packages', 'Claude_pzs8sxrjxfjjc', 'LocalCache', 'Roaming');
  return [roaming, store].map((folder) => join(folder, 'Claude', name));
}

/**
 * Fills a history that is still empty with what Claude Desktop has kept, labelled as imported. Whatever is wrong with
 * that file, the meter goes on without it.
 *
 * @returns how many records were taken in
 */
export function backfill(store: Store, world: BackfillWorld): number {
  try {
    if (store.queries().series().length > 0) return 0;
    return desktopHistoryPaths(world).reduce((sum, path) => sum + takeIn(store, path, world.now), 0);
  } catch {
    // A store that cannot be read or written says so itself, with the first reading.
    return 0;
  }
}

function takeIn(store: Store, path: string, now: number): number {
  const text = readSmall(path);
  const records = text === null ? null : readDesktopHistory(text, now);
  if (records === null || records.length === 0) return 0;
  const readings = records.filter((one) => one.record === 'sample').length;
  const orgs = [...new Set(records.flatMap((one) => (one.record === 'series' ? [one.org_uuid] : [])))];
  const events = orgs.map((org_uuid) => ({
    record: 'event' as const,
    at: now,
    kind: 'imported' as const,
    org_uuid,
    source: 'import' as const,
    browser: 'Claude Desktop',
    detail: `${readings} readings that Claude Desktop had kept`,
  }));
  return store.import([...records, ...events]).added;
}

function readSmall(path: string): string | null {
  try {
    return statSync(path).size > LARGEST_BYTES ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
