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
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const title = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (title !== undefined) {
      sections.push({ title, entries: new Map() });
      continue;
    }
    const entry = /^\s*([^=;#\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    const [name, value] = [entry?.[1], entry?.[2]];
    if (name !== undefined && value !== undefined) sections.at(-1)?.entries.set(name, value);
  }
  return sections;
}
