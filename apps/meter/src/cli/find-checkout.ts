import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that this program runs from, null when it was installed without one. */
export function findCheckout(from: string = import.meta.dirname): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'apps', 'extension', 'package.json'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}
