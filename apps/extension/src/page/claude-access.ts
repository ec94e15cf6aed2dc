import { browser } from 'wxt/browser';

/** Without these the extension can neither ask claude.ai nor reach the meter; a person may have taken them away. */
const ORIGINS = ['https://claude.ai/*', 'http://127.0.0.1/*'];

export function mayAsk(): Promise<boolean> {
  return browser.permissions.contains({ origins: ORIGINS });
}

/** Asks the person; only works from a click. */
export function askForAccess(): Promise<boolean> {
  return browser.permissions.request({ origins: ORIGINS });
}

/** Asks the person for the right to show notices; only works from a click. */
export function askForNotices(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['notifications'] });
}
