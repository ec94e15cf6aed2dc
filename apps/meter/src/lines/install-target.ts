import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { LineCommand, LineTarget, WholeProgram } from './line-targets.ts';
import { withBlock, withoutBlock } from './marked-block.ts';

/** What would be written. `after: null`: the file is taken away. */
export interface PlannedChange {
  path: string;
  before: string | null;
  after: string | null;
}

export type Planned = { ok: true; change: PlannedChange } | { ok: false; error: string };

interface Planning {
  path: string;
  command: LineCommand;
  whole: WholeProgram;
  install: boolean;
}

/** What installing or uninstalling would change. Reads, writes nothing. */
export function planChange(target: LineTarget, { path, command, whole, install }: Planning): Planned {
  const read = readText(path);
  if (!read.ok) return read;
  const before = read.text;
  if (target.place === 'whole') return planWhole(target, { path, before, command, whole, install });
  const { place } = target;
  if (!install) {
    // A file that held nothing else was made for our block.
    const after = before === null ? null : withoutBlock(before, place) || null;
    return { ok: true, change: { path, before, after } };
  }
  const after = withBlock(before ?? '', target.lines(command, whole), place);
  if (after === null) return { ok: false, error: `${JSON.stringify(path)} holds no { to put it into.` };
  return { ok: true, change: { path, before, after } };
}

function planWhole(target: LineTarget, given: Planning & { before: string | null }): Planned {
  const { path, before, command, whole, install } = given;
  const ours = before === null || before.split('\n')[1] === '# claude-meter';
  if (!ours) {
    return {
      ok: false,
      error: `${JSON.stringify(path)} is there already and is not ours. Name another --file.`,
    };
  }
  return {
    ok: true,
    change: { path, before, after: install ? `${target.lines(command, whole).join('\n')}\n` : null },
  };
}

function readText(path: string): { ok: true; text: string | null } | { ok: false; error: string } {
  try {
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { ok: true, text: null };
    return { ok: false, error: `${JSON.stringify(path)} cannot be read: ${message}` };
  }
}

/**
 * Writes a planned change: the whole file or nothing. A link, as many keep their dotfiles, stays one.
 *
 * @throws when the file system does not let it
 */
export function applyChange({ path, before, after }: PlannedChange, executable: boolean): void {
  if (after === null) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const real = before === null ? path : realpathSync(path);
  const mode = before === null ? (executable ? 0o755 : 0o644) : statSync(real).mode & 0o777;
  const temporary = `${real}.claude-meter-${process.pid}`;
  writeFileSync(temporary, after, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, real);
}
