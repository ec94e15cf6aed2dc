import { sessionBusAddress } from '../collect/cookies/session-bus.ts';
import { openUrl, USAGE_PAGE } from '../tray/open-url.ts';
import { createFreedesktopNotifier } from './freedesktop.ts';
import type { Notifier } from './notifier.ts';
import { createOsascriptNotifier } from './osascript.ts';
import { createToastNotifier } from './windows-toast.ts';

/** The notices of the system we run on. */
export function createSystemNotifier(
  platform: NodeJS.Platform,
  given: { env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): Notifier {
  if (platform === 'darwin') return createOsascriptNotifier();
  if (platform === 'win32') return createToastNotifier(USAGE_PAGE);
  return createFreedesktopNotifier({
    address: () => sessionBusAddress(given.env),
    onOpen: () => void openUrl(USAGE_PAGE, platform),
    signal: given.signal,
  });
}
