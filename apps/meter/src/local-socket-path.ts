import { join } from 'node:path';

/** Longest path of a socket that every system takes, bytes. */
const MAX_PATH = 100;

/** The socket of the meter in its state folder; null where there can be none. */
export function localSocketPath(home: string, platform: NodeJS.Platform = process.platform): string | null {
  const path = join(home, 'meter.sock');
  return platform === 'win32' || Buffer.byteLength(path) > MAX_PATH ? null : path;
}
