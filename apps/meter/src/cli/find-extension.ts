import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findCheckout } from './find-checkout.ts';

/** Where the browser extension is in a checkout, and whether it has been built. */
export interface ExtensionPlace {
  /** Folder to load, for the Chromium family. */
  chromium: string;
  /** Manifest to load, for Firefox. */
  firefox: string;
  built: boolean;
}

/** Null when the program was installed without the extension's sources. */
export function findExtension(): ExtensionPlace | null {
  const checkout = findCheckout();
  if (checkout === null) return null;
  const output = join(checkout, 'apps', 'extension', '.output');
  const chromium = join(output, 'chrome-mv3');
  return {
    chromium,
    firefox: join(output, 'firefox-mv3', 'manifest.json'),
    built: existsSync(join(chromium, 'manifest.json')),
  };
}
