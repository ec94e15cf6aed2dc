import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface OriginalPlace {
  platform: NodeJS.Platform;
  /** The home folder of the person. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** A file of a few accounts has some kilobytes; what is far larger is something else. */
const LARGEST_BYTES = 8 * 1024 * 1024;

/**
 * The folder in which the first ClaudeMeter kept its files. On macOS it is our state folder too; its `config.json` has
 * other keys than ours, and ours leaves keys alone that it does not know.
 */
export function originalFolder({ platform, home, env }: OriginalPlace): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ClaudeMeter');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'ClaudeMeter');
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'ClaudeMeter');
}

/** The text of one of its files, null when there is none that can be read. It is never written. */
export function readOriginalFile(folder: string, name: 'snapshots.json' | 'config.json'): string | null {
  const path = join(folder, name);
  try {
    return statSync(path).size > LARGEST_BYTES ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
