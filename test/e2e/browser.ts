import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import { CHROMIUM_ID } from '../../apps/extension/src/identity.ts';
import type { Settings } from '../../apps/extension/src/store/settings.ts';
import type { Simulator } from '../../apps/simulator/src/index.ts';

export const CHROMIUM = '/usr/bin/chromium';
const BUILT = join(import.meta.dirname, '../../apps/extension/.output');
export const CHROMIUM_BUILD = join(BUILT, 'chrome-mv3');
export const FIREFOX_BUILD = join(BUILT, 'firefox-mv3');

/** Says what is missing where a suite would otherwise pass unseen; null when all is there. */
export function whatIsMissing(...paths: string[]): string | null {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length === 0) return null;
  console.warn(`skipped: ${missing.join(', ')} is missing (build with: npm run build -w apps/extension)`);
  return missing.join(', ');
}

export interface ChromiumOptions {
  /** Folder of the profile; '' for one that goes with the browser. @default '' */
  profile?: string;
  settings?: Partial<Settings>;
  colorScheme?: 'light' | 'dark';
}

/** A real Chromium in which claude.ai is the simulator and the extension is loaded. */
export interface ExtensionBrowser {
  context: BrowserContext;
  /** The extension's worker as it runs now, started anew if the browser has ended it. */
  worker(): Promise<Worker>;
  settings(change: Partial<Settings>): Promise<void>;
  badge(): Promise<{ text: string; colour: string; tooltip: string }>;
  /** A page of the extension in a tab: `popup.html`, `options.html`. */
  open(page: string): Promise<Page>;
  /** Asks the extension to poll now, as the popup's button does. */
  refresh(): Promise<void>;
  signIn(): Promise<Page>;
  /** Switches the extension off or on, as the switch on the extensions page does. */
  enable(on: boolean): Promise<void>;
  /** Ends the worker, as the browser does when it has been idle. */
  killWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Opens Chromium with the extension; its settings are in place before its first poll can matter. */
export async function openChromium(
  simulator: Pick<Simulator, 'port' | 'spki'>,
  options: ChromiumOptions = {},
): Promise<ExtensionBrowser> {
  const context = await chromium.launchPersistentContext(options.profile ?? '', {
    executablePath: CHROMIUM,
    headless: true,
    colorScheme: options.colorScheme ?? 'light',
    args: [
      `--load-extension=${CHROMIUM_BUILD}`,
      `--disable-extensions-except=${CHROMIUM_BUILD}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP claude.ai:443 127.0.0.1:${simulator.port}, MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${simulator.spki}`,
    ],
  });
  const browser = browserOf(context);
  if (options.settings !== undefined) await browser.settings(options.settings);
  return browser;
}

function browserOf(context: BrowserContext): ExtensionBrowser {
  const worker = async () =>
    context.serviceWorkers().find((candidate) => candidate.url().includes(CHROMIUM_ID)) ??
    (await context.waitForEvent('serviceworker', { timeout: 10_000 }));
  const open = async (name: string) => {
    const page = await context.newPage();
    await page.goto(`chrome-extension://${CHROMIUM_ID}/${name}`);
    return page;
  };
  return {
    context,
    worker,
    open,
    settings: async (change) => {
      await (await worker()).evaluate(async (changed) => {
        const { settings } = await chrome.storage.local.get('settings');
        await chrome.storage.local.set({ settings: { ...settings, ...changed } });
      }, change);
    },
    badge: async () => (await worker()).evaluate(readBadge),
    refresh: async () => {
      const page = await open('options.html');
      await page.evaluate(() => chrome.runtime.sendMessage({ poll: 'refresh' }));
      await page.close();
    },
    signIn: async () => {
      const page = await context.newPage();
      await page.goto('https://claude.ai/login');
      await page.getByRole('button', { name: 'Continue' }).first().click();
      await page.waitForURL('**/settings/usage');
      return page;
    },
    enable: async (on) => {
      const page = await context.newPage();
      await page.goto('chrome://extensions');
      await page.evaluate(([id, enabled]) => chrome.management.setEnabled(id, enabled), [
        CHROMIUM_ID,
        on,
      ] as const);
      await page.close();
    },
    killWorker: async () => {
      const page = await open('options.html');
      const session = await context.newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await page.close();
    },
    close: () => context.close(),
  };
}

async function readBadge(): Promise<{ text: string; colour: string; tooltip: string }> {
  const [text, colour, tooltip] = await Promise.all([
    chrome.action.getBadgeText({}),
    chrome.action.getBadgeBackgroundColor({}),
    chrome.action.getTitle({}),
  ]);
  const hex = [...colour].slice(0, 3).map((part) => part.toString(16).padStart(2, '0'));
  return { text, colour: `#${hex.join('')}`, tooltip };
}

/** What the tests use of the extension API inside the browser. */
declare const chrome: {
  storage: {
    local: { get(key: string): Promise<Record<string, object>>; set(items: object): Promise<void> };
  };
  action: {
    getBadgeText(details: object): Promise<string>;
    getBadgeBackgroundColor(details: object): Promise<number[]>;
    getTitle(details: object): Promise<string>;
  };
  runtime: { sendMessage(message: object): Promise<unknown> };
  management: { setEnabled(id: string, enabled: boolean): Promise<void> };
};

/** Repeats `check` until it does not throw; its last complaint is the failure. */
export async function eventually<T>(check: () => Promise<T> | T, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}
