import { posix, win32 } from 'node:path';
import type { Platform } from './chromium-browsers.ts';

export interface ListedProfile {
  /** The name in `profiles.ini`; the folder's name where only an install section knows the profile. */
  name: string;
  /** Absolute. */
  dir: string;
}

/**
 * Every profile that a `profiles.ini` names, each folder once: the `[Profile…]` sections, then defaults
 * of `[Install…]` sections that no profile section lists. Relative paths are relative to the file's
 * folder and use `/` on every platform.
 */
export function parseProfilesIni(text: string, root: string, platform: Platform): ListedProfile[] {
  const path = platform === 'win32' ? win32 : posix;
  const found = new Map<string, ListedProfile>();
  const add = (written: string, relative: boolean, name?: string): void => {
    const dir = relative ? path.join(root, ...written.split('/')) : path.normalize(written);
    if (!found.has(dir)) found.set(dir, { name: name ?? path.basename(dir), dir });
  };
  const sections = parseIni(text);
  for (const { title, entries } of sections) {
    const written = entries.get('Path');
    if (/^Profile\d+$/.test(title) && written)
      add(written, entries.get('IsRelative') !== '0', entries.get('Name'));
  }
  for (const { title, entries } of sections) {
    const written = entries.get('Default');
    if (title.startsWith('Install') && written) add(written, !path.isAbsolute(written));
  }
  return [...found.values()];
}

interface IniSection {
  title: string;
  entries: Map<string, string>;
}

function parseIni(text: string): IniSection[] {
  const sections: IniSection[] = [];
  for (const written of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const line = written.trim();
    if (line.startsWith('[') && line.endsWith(']') && line.length > 2) {
      sections.push({ title: line.slice(1, -1), entries: new Map() });
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0 || /^[;#]/.test(line)) continue;
    sections.at(-1)?.entries.set(line.slice(0, equals).trimEnd(), line.slice(equals + 1).trimStart());
  }
  return sections;
}
