import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

export interface FoldedProgram {
  /** Changes with any byte of it: the name of its folder. */
  id: string;
  /** Files by their path with `/`; read when they are needed. */
  files(): Iterable<readonly [path: string, bytes: Uint8Array]>;
}

export type Unfolded = { ok: true; folder: string } | { ok: false; error: string };

/** Below it the extension lies, which browsers load from a place that must not move with every version. */
const EXTENSION = 'dist/extension/';

/**
 * Lays the files of a single executable into the state folder, once for each version, for this user alone. What is
 * there already is used when nobody else can have written it. The version before stays: a meter that still runs loads
 * parts of it late.
 *
 * @param home the state folder, prepared
 */
export function unfoldProgram(home: string, program: FoldedProgram): Unfolded {
  const versions = join(home, 'program');
  const folder = join(versions, program.id);
  const found = judge(folder);
  if (found === 'good') return { ok: true, folder };
  const quoted = JSON.stringify(folder);
  if (found === 'strange') {
    return {
      ok: false,
      error: `${quoted} is a link, or others can write into it. Remove it; it is made anew by itself.`,
    };
  }
  const fresh = join(versions, `.${randomUUID()}`);
  try {
    mkdirSync(fresh, { recursive: true, mode: 0o700 });
    for (const [path, bytes] of program.files()) write(join(fresh, ...path.split('/')), bytes);
    settle(fresh, folder);
    moveExtension(folder, join(home, 'extension'));
    removeOld(versions, folder);
    return { ok: true, folder };
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    return { ok: false, error: `${quoted} cannot be written: ${(error as Error).message}.` };
  }
}

function judge(folder: string): 'absent' | 'good' | 'strange' {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  const own = process.getuid?.();
  const isOwn = own === undefined || (stat.uid === own && (stat.mode & 0o022) === 0);
  return stat.isDirectory() && isOwn ? 'good' : 'strange';
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
}

/** Gives a complete folder its name. Another start of the program may have been faster: its folder is the same. */
function settle(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (judge(folder) !== 'good') throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
}

function moveExtension(folder: string, place: string): void {
  const shipped = join(folder, ...EXTENSION.split('/'));
  if (statSync(shipped, { throwIfNoEntry: false }) === undefined) return;
  rmSync(place, { recursive: true, force: true });
  renameSync(shipped.endsWith(sep) ? shipped.slice(0, -1) : shipped, place);
}

/** All but this version and the newest of the others. */
function removeOld(versions: string, current: string): void {
  const others = readdirSync(versions)
    .map((name) => join(versions, name))
    .filter((path) => path !== current)
    .map((path) => ({ path, made: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.made - a.made);
  for (const { path } of others.slice(1)) rmSync(path, { recursive: true, force: true });
}
