import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { INSTALLATION_NAME, type Installation, readInstallation } from './installation.ts';
import { placeOfMember, withMember, withValue } from './settings-member.ts';

export type Installed =
  | { ok: true; changed: boolean; path: string; before: string | null; after: string | null }
  | { ok: false; error: string };

const KEY = 'statusLine';

export interface InstallInput {
  /** The meter's state folder. */
  home: string;
  /** Claude Code's settings file. */
  path: string;
  /** What Claude Code is to run. */
  command: string;
  /** Only say what would be done. */
  dryRun: boolean;
}

/** Makes ours the status line of Claude Code; what was there before is kept and goes on being run. */
export function installLine({ home, path, command, dryRun }: InstallInput): Installed {
  const read = readSettingsText(path);
  if ('error' in read) return { ok: false, error: read.error };
  const text = read.text ?? '{}\n';
  const place = placeOfMember(text, KEY);
  const before = place === null ? null : text.slice(place.start, place.end);
  const kept = readInstallation(home);
  const value = JSON.stringify({ type: 'command', command, padding: 0 });
  if (before === value) return { ok: true, changed: false, path, before, after: value };
  const ours = kept?.settings === path && before === kept.installed ? kept : null;
  const added = place === null ? withMember(text, KEY, value) : null;
  const after = place === null ? (added?.text ?? text) : withValue(text, place, value);
  if (!dryRun) {
    const installation: Installation =
      ours === null
        ? {
            version: 1,
            settings: path,
            installed: value,
            previous: before,
            inserted: added?.inserted ?? null,
            created: read.text === null,
          }
        : {
            ...ours,
            installed: value,
            inserted: ours.inserted?.replace(ours.installed, () => value) ?? null,
          };
    writeFileSync(join(home, INSTALLATION_NAME), JSON.stringify(installation), { mode: 0o600 });
    replaceFile(path, after);
  }
  return { ok: true, changed: true, path, before, after: value };
}

/** Puts back what was there, to the byte; refuses when somebody has changed our entry since. */
export function uninstallLine(home: string, dryRun: boolean): Installed {
  const kept = readInstallation(home);
  if (kept === null) return { ok: false, error: 'The status line of ClaudeMeter is not installed.' };
  const { settings: path, installed, previous, inserted, created } = kept;
  const read = readSettingsText(path);
  if ('error' in read) return { ok: false, error: read.error };
  const text = read.text ?? '{}';
  const place = placeOfMember(text, KEY);
  if (place === null || text.slice(place.start, place.end) !== installed) {
    const now = place === null ? 'nothing' : text.slice(place.start, place.end);
    if (!dryRun) forgetInstallation(home);
    const error = `The statusLine in ${JSON.stringify(path)} is no longer ours, but ${now}. Nothing there was changed.`;
    return { ok: false, error };
  }
  const after =
    inserted === null ? withValue(text, place, previous ?? 'null') : withoutMember(text, inserted, place);
  if (!dryRun) {
    if (created && JSON.parse(after) !== null && Object.keys(JSON.parse(after) as object).length === 0)
      rmSync(path);
    else replaceFile(path, after);
    forgetInstallation(home);
  }
  return { ok: true, changed: true, path, before: installed, after: inserted === null ? previous : null };
}

/** Also when the entry has been moved or the file was formatted since: then the member goes with its comma. */
function withoutMember(text: string, inserted: string, place: { start: number; end: number }): string {
  const at = text.lastIndexOf(inserted, place.start);
  if (at >= 0 && place.start < at + inserted.length)
    return text.slice(0, at) + text.slice(at + inserted.length);
  const keyStart = text.lastIndexOf(JSON.stringify(KEY), place.start);
  const before = text.slice(0, keyStart).replace(/,\s*$/, '');
  const behind = text.slice(place.end);
  return before.endsWith('{') || before.trimEnd().endsWith('{')
    ? before + behind.replace(/^\s*,/, '')
    : before + behind;
}

function forgetInstallation(home: string): void {
  rmSync(join(home, INSTALLATION_NAME), { force: true });
}

function readSettingsText(path: string): { text: string | null } | { error: string } {
  if (!existsSync(path)) return { text: null };
  const text = readFileSync(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { text };
    return { error: `${JSON.stringify(path)} holds no JSON object. Correct it first; nothing was changed.` };
  } catch (error) {
    const why = (error as Error).message;
    return { error: `${JSON.stringify(path)} is not JSON: ${why}. Correct it first; nothing was changed.` };
  }
}

/** In one step, with the rights that the file had. */
function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : 0o600;
  const next = `${path}.claude-meter-new`;
  writeFileSync(next, text, { mode });
  chmodSync(next, mode);
  renameSync(next, path);
}
