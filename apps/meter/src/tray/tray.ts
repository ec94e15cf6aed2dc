import { accountsOf, type Snapshot, type TrayModel, trayModelOf, walkMenu } from '@claude-meter/core';
import type { TrayBackend, TrayEvents, TrayStatus } from './backend.ts';
import { createFlash } from './flash.ts';
import { performAction, type TrayActions } from './perform-action.ts';
import type { KeptPreferences, TrayPreferences } from './preferences.ts';

/** Where the readings come from: the meter's publisher. */
export interface TraySource {
  current(): { snapshots: readonly Snapshot[] };
  onChange(listener: (published: { snapshots: readonly Snapshot[] }) => void, signal: AbortSignal): void;
}

export interface TrayOptions {
  source: TraySource;
  actions: TrayActions;
  /** Takes the tray away. */
  signal: AbortSignal;
  /** Makes the tray of this system. */
  backend: (given: { events: TrayEvents; signal: AbortSignal }) => TrayBackend;
  preferences: KeptPreferences;
  /** Display name of the system's default browser; asked once. */
  defaultBrowser: () => Promise<string | null>;
  clock: () => number;
  /** IANA name, for clock times. */
  timeZone: string;
  /** Hears whether the tray can be seen, whenever that changes. */
  onStatus?: (status: TrayStatus) => void;
}

export interface Tray {
  status(): TrayStatus;
  preferences(): TrayPreferences;
  /** The title flashes until the person dismisses it or `calm` is called; not at all when switched off. */
  ring(): void;
  calm(): void;
  /** Something else that the menu tells of has changed. */
  repaint(): void;
  /** Resolves when the tray has been taken away after the signal. */
  closed: Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * Shows the published readings in the tray and carries out what is clicked there. Any number of changes in a row
 * cost one repaint; while nothing changes, it wakes once a minute for the countdowns.
 */
export function startTray(options: TrayOptions): Tray {
  const { source, actions, signal, clock } = options;
  let preferences = options.preferences.read();
  let defaultBrowser: string | null = null;
  const soon = onceAtATime(() => {
    if (!signal.aborted) backend.update(model());
  });
  const flash = createFlash(soon, signal);

  function model(): TrayModel {
    const now = clock();
    return trayModelOf(accountsOf(source.current().snapshots, now), {
      now,
      timeZone: options.timeZone,
      format: preferences.format,
      driver: preferences.driver,
      defaultBrowser,
      startAtLogin: actions.startAtLogin?.isOn() ?? null,
      alarms: { on: preferences.alarms, flash: preferences.flash, ringing: flash.on() },
      lit: flash.lit(),
    });
  }

  function prefer(change: Partial<TrayPreferences>): void {
    preferences = { ...options.preferences.read(), ...change };
    options.preferences.write(preferences);
  }

  function click(rowId: string): void {
    const row = [...walkMenu(model().menu)].find(({ id }) => id === rowId);
    if (row?.kind !== 'item' || row.action === null) return;
    performAction(row.action, { actions, preferences, prefer, flash });
    soon();
  }

  const onStatus = (status: TrayStatus) => options.onStatus?.(status);
  const backend = options.backend({
    signal,
    events: { onClick: click, onActivate: actions.activate, onStatus },
  });
  backend.update(model());
  source.onChange(soon, signal);
  const lookAgain = () => {
    // A plugin of another menu bar may have chosen meanwhile.
    preferences = options.preferences.read();
    soon();
  };
  everyMinute(lookAgain, { clock, signal });
  void options.defaultBrowser().then((name) => {
    defaultBrowser = name;
    soon();
  });
  return {
    status: backend.status,
    preferences: () => preferences,
    ring: () => {
      if (preferences.flash) flash.start();
    },
    calm: flash.stop,
    repaint: soon,
    closed: backend.closed,
  };
}

/** Runs `work` after the current turn, once however often it is asked for. */
function onceAtATime(work: () => void): () => void {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    setImmediate(() => {
      pending = false;
      work();
    });
  };
}

/** Calls back at the beginning of every minute, when the words for times left change. */
function everyMinute(
  work: () => void,
  { clock, signal }: { clock: () => number; signal: AbortSignal },
): void {
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(
      () => {
        work();
        next();
      },
      MINUTE_MS - (clock() % MINUTE_MS),
    );
    timer.unref();
  };
  next();
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}
