import { browser } from 'wxt/browser';
import { readMessage } from './message.ts';
import { armAlarm, POLL_ALARM } from './poll/alarm.ts';
import { type Clock, poll, type Trigger } from './poll/poll.ts';
import { loadStore } from './store/store.ts';
import { notify } from './surface/notify.ts';
import { paintBadge } from './surface/paint-badge.ts';

export interface Background {
  clock: Clock;
  /** What this browser needs before the first request. */
  prepare: () => Promise<void>;
}

const USAGE_PAGE = 'https://claude.ai/settings/usage';

/**
 * Starts the worker: listeners first and at once, for an event that finds none is lost; then whatever may have been
 * missed. Nothing is kept here between events, for the browser ends the worker when it likes.
 */
export function startBackground({ clock, prepare }: Background): void {
  browser.runtime.onInstalled.addListener(() => void turn('tick', clock));
  browser.runtime.onStartup.addListener(() => void turn('tick', clock));
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === POLL_ALARM) void turn('tick', clock);
  });
  browser.runtime.onMessage.addListener((message, _sender, respond) => {
    const known = readMessage(message);
    if (known === null) return false;
    void turn(known.poll, clock).then(() => respond({ done: true }));
    return true;
  });
  browser.storage.onChanged.addListener((changes, area) => {
    if (area === 'local' && 'settings' in changes) void applySettings(clock);
  });
  browser.notifications?.onClicked.addListener(() => void browser.tabs.create({ url: USAGE_PAGE }));
  globalThis.addEventListener?.('online', () => void turn('return', clock));
  void wake(clock, prepare);
}

async function wake(clock: Clock, prepare: () => Promise<void>): Promise<void> {
  await applySettings(clock);
  await prepare().catch((error: unknown) => console.warn('Could not prepare the requests:', error));
  await turn('tick', clock);
}

async function turn(trigger: Trigger, clock: Clock): Promise<void> {
  const polled = await poll(trigger, clock);
  await paintBadge(clock.now());
  if (polled) await notify(clock.now());
}

/** Arms the alarm and paints what is known. */
async function applySettings(clock: Clock): Promise<void> {
  await armAlarm((await loadStore()).settings.cadence_ms);
  await paintBadge(clock.now());
}
