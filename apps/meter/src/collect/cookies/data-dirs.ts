import { posix, win32 } from 'node:path';
import type { DataDir, Platform } from './chromium-browsers.ts';

export interface UserDirs {
  platform: Platform;
  /** The user's home, absolute. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Absolute path of a data folder on a platform. Pure: whether it exists is asked elsewhere. */
export function resolveDataDir(dir: DataDir, { platform, home, env }: UserDirs): string {
  const path = platform === 'win32' ? win32 : posix;
  const bases: Record<DataDir['base'], string> = {
    home,
    config: env['XDG_CONFIG_HOME'] || path.join(home, '.config'),
    library: path.join(home, 'Library', 'Application Support'),
    local: env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'),
    roaming: env['APPDATA'] || path.join(home, 'AppData', 'Roaming'),
  };
  return path.join(bases[dir.base], ...dir.path.split('/'));
}
