import { chmodSync, lstatSync, mkdirSync } from 'node:fs';

/**
 * Makes the state folder, for this user alone. A link, a file or somebody else's folder in its place is refused: the
 * history would end up where others can read or swap it.
 */
export function prepareHome(home: string): { ok: true } | { ok: false; error: string } {
  const quoted = JSON.stringify(home);
  const remedy = 'Set CLAUDE_METER_HOME to a folder of your own.';
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const stat = lstatSync(home);
    if (!stat.isDirectory())
      return { ok: false, error: `${quoted} is a link or a file, not a folder. ${remedy}` };
    const own = process.getuid?.();
    if (own !== undefined && stat.uid !== own) {
      return { ok: false, error: `${quoted} belongs to another user. ${remedy}` };
    }
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) chmodSync(home, 0o700);
    return { ok: true };
  } catch (error) {
    return { ok: false, error: `${quoted} cannot be used: ${(error as Error).message}. ${remedy}` };
  }
}
