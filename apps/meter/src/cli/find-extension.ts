import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the browser extension is in a checkout, and whether it has been built. */
export interface ExtensionPlace {
  /** Folder to load, for the Chromium family. */
  chromium: string;
  /** Manifest to load, for Firefox. */
  firefox: string;
  built: boolean;
}

/** Null when the program was installed without the extension's sources. */
export function findExtension(from: string = import.meta.dirname): ExtensionPlace | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const extension = join(folder, 'apps', 'extension');
    if (existsSync(join(extension, 'package.json'))) {
      const chromium = join(extension, '.output', 'chrome-mv3');
      const firefox = join(extension, '.output', 'firefox-mv3', 'manifest.json');
      return { chromium, firefox, built: existsSync(join(chromium, 'manifest.json')) };
    }
    if (dirname(folder) === folder) return null;
  }
}
