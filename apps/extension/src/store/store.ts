import { type AlertMemory, POLL_MS, type Problem } from '@claude-meter/core';
import type { PollMemory } from '@claude-meter/sources';
import type { ClientFailure } from '@claude-meter/wire';
import { browser } from 'wxt/browser';
import type { OwnReadings } from './own-readings.ts';
import { readSettings, type Settings } from './settings.ts';

/** How the meter on this machine was found at the last poll. */
export type BridgeStatus = { kind: 'unknown' } | { kind: 'off' } | { kind: 'running' } | ClientFailure;

/** How the last poll of claude.ai ended, for the session as a whole. */
export interface LastPoll {
  /** ms. */
  at: number;
  problem: Problem | null;
  errors: string[];
}

/** What the meter told: all that it knows, with what this install has handed to it. */
export interface Others {
  /** ms. */
  readAt: number;
  /** The answer as it came: `parseGlances` reads what the badge needs, `parseSnapshots` all of it. */
  text: string;
}

/**
 * All that the extension knows. It lives in `storage.local` and nowhere else: a browser may end the worker at any
 * moment, and popup and options read the same.
 */
export interface Store {
  settings: Settings;
  /** Random name of this install, so that two profiles of one browser are told apart. */
  instance: string | null;
  /** Start of the last poll, ms. */
  startedAt: number | null;
  /** What this install has read itself. */
  own: OwnReadings;
  memory: PollMemory | null;
  last: LastPoll | null;
  bridge: BridgeStatus;
  others: Others | null;
  alerted: AlertMemory;
}

/** Rises with every change of the records below, which are then read anew instead of being guessed at. */
const STORE_VERSION = 2;

const NOTHING_KNOWN: Omit<Store, 'settings' | 'instance'> = {
  startedAt: null,
  own: { orgs: {}, percentOrgs: {}, cadenceMs: POLL_MS },
  memory: null,
  last: null,
  bridge: { kind: 'unknown' },
  others: null,
  alerted: {},
};

/** Loads everything; what was stored by another version is left behind, but for the settings and the name. */
export async function loadStore(): Promise<Store> {
  const stored = (await browser.storage.local.get(null)) as Partial<Store> & { version?: number };
  return {
    ...NOTHING_KNOWN,
    ...(stored.version === STORE_VERSION ? stored : {}),
    settings: readSettings(stored.settings),
    instance: typeof stored.instance === 'string' ? stored.instance : null,
  };
}

/** Stores what changed, at once: a worker that ends in between leaves the old or the new, never a mixture. */
export async function saveStore(change: Partial<Store>): Promise<void> {
  await browser.storage.local.set({ ...change, version: STORE_VERSION });
}

/** Changes some settings, keeping the others. */
export async function saveSettings(change: Partial<Settings>): Promise<Settings> {
  const settings = { ...(await loadStore()).settings, ...change };
  await browser.storage.local.set({ settings });
  return settings;
}

/** Calls back whenever something stored has changed, until the signal. */
export function watchStore(changed: () => void, signal: AbortSignal): void {
  const listener = (_changes: unknown, area: string) => {
    if (area === 'local') changed();
  };
  browser.storage.onChanged.addListener(listener);
  signal.addEventListener('abort', () => browser.storage.onChanged.removeListener(listener));
}
