import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSea } from 'node:sea';
import { findCheckout } from './find-checkout.ts';

/** Where the browser extension is, and whether it has been built. */
export interface ExtensionPlace {
  /** Folder to load, for the Chromium family. */
  chromium: string;
  /** Manifest to load, for Firefox. */
  firefox: string;
  built: boolean;
}

/**
 * Beside the bundled program, where its packages have it. The single executable unfolds into a folder of the state
 * folder that is another one with every version; the extension stays in the state folder itself.
 */
const SHIPPED = join(import.meta.dirname, ...(isSea() ? ['..', '..', '..', '..'] : ['..']), 'extension');

/** The extension that came with this program, else that of the checkout; null where there is neither. */
export function findExtension(shipped: string = SHIPPED): ExtensionPlace | null {
  if (existsSync(shipped)) return placeIn(shipped);
  const checkout = findCheckout();
  return checkout === null ? null : placeIn(join(checkout, 'apps', 'extension', '.output'));
}

function placeIn(folder: string): ExtensionPlace {
  const chromium = join(folder, 'chrome-mv3');
  return {
    chromium,
    firefox: join(folder, 'firefox-mv3', 'manifest.json'),
    built: existsSync(join(chromium, 'manifest.json')),
  };
}
