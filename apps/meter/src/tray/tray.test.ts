import { type TrayModel, titleText, walkMenu } from '@claude-meter/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshot } from '../../../../packages/core/test/tray-readings.ts';
import type { TrayEvents } from './backend.ts';
import { DEFAULT_PREFERENCES, type TrayPreferences } from './preferences.ts';
import { startTray, type TrayOptions, type TraySource } from './tray.ts';

const START = Date.parse('2026-11-22T14:23:20Z');

/** A tray without a panel: it keeps what it is shown. */
function startBare(given: Partial<TrayOptions> = {}) {
  const ending = new AbortController();
  const models: TrayModel[] = [];
  const written: TrayPreferences[] = [];
  const asked: string[] = [];
  let snapshots = [snapshot({ fiveHour: 40, sevenDay: 64 })];
  let listener: Parameters<TraySource['onChange']>[0] = () => {};
  let events: TrayEvents | null = null;
  const ask = (what: string) => () => void asked.push(what);
  const tray = startTray({
    source: {
      current: () => ({ snapshots }),
      onChange: (given_) => {
        listener = given_;
      },
    },
    actions: {
      openUsagePage: ask('open'),
      forget: (org) => void asked.push(`forget ${org}`),
      refresh: ask('refresh'),
      quit: ask('quit'),
      testAlarm: ask('test'),
      activate: ask('activate'),
      startAtLogin: null,
    },
    signal: ending.signal,
    backend: (made) => {
      events = made.events;
      return {
        name: 'linux-sni',
        update: (model) => void models.push(model),
        status: () => ({ kind: 'shown' }),
        closed: Promise.resolve(),
      };
    },
    preferences: {
      read: () => written.at(-1) ?? { ...DEFAULT_PREFERENCES, format: 'compact' },
      write: (next) => void written.push(next),
    },
    defaultBrowser: async () => null,
    clock: Date.now,
    timeZone: 'UTC',
    ...given,
  });
  return {
    tray,
    models,
    written,
    asked,
    end: () => ending.abort(),
    click: (id: string) => events?.onClick(id),
    publish(next: typeof snapshots) {
      snapshots = next;
      listener({ snapshots });
    },
    title: () => titleText(models.at(-1)?.title ?? []),
    row: (id: string) => [...walkMenu(models.at(-1)?.menu ?? [])].find((row) => row.id === id),
  };
}

beforeEach(() =>
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date'],
  }),
);
afterEach(() => vi.useRealTimers());
const turn = () => vi.advanceTimersByTimeAsync(1);

describe('startTray', () => {
  it('repaints once for any number of changes in a row', async () => {
    const bare = startBare();
    await turn();
    const before = bare.models.length;
    for (let count = 0; count < 10_000; count += 1)
      bare.publish([snapshot({ fiveHour: count % 100, sevenDay: 1 })]);
    await turn();
    expect(bare.models.length - before).toBe(1);
    expect(bare.title()).toBe('99% · 1%');
    bare.end();
  });

  it('wakes once a minute for the countdowns and at no other time', async () => {
    const bare = startBare();
    await turn();
    const before = bare.models.length;
    await vi.advanceTimersByTimeAsync(39_000);
    expect(bare.models.length - before).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bare.models.length - before).toBe(1);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(bare.models.length - before).toBe(11);
    bare.end();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(bare.models.length - before).toBe(11);
  });

  it('shows the accounts of the default browser as soon as it is known', async () => {
    const bare = startBare({ defaultBrowser: async () => 'Arc' });
    bare.publish([
      snapshot({ org_uuid: 'a', fiveHour: 1, sevenDay: 2 }),
      snapshot({ org_uuid: 'b', browser: 'Arc', account_email: 'z@example.com', fiveHour: 3, sevenDay: 4 }),
    ]);
    await turn();
    expect(bare.title()).toBe('3% · 4%');
    bare.end();
  });

  it('keeps what is chosen in the menu', async () => {
    const bare = startBare();
    bare.click('format:medium');
    bare.click('driver:highest');
    bare.click('alarms');
    await turn();
    expect(bare.written.at(-1)).toEqual({
      format: 'medium',
      driver: { by: 'highest' },
      alarms: false,
      flash: true,
    });
    expect(bare.title()).toBe('5h 40% · 7d 64%');
    bare.end();
  });

  it('does what is clicked, and nothing for rows that are gone', () => {
    const bare = startBare();
    for (const id of ['refresh', 'quit', 'test-alarm', 'nonsense', 'updated']) bare.click(id);
    expect(bare.asked).toEqual(['refresh', 'quit', 'test']);
    bare.end();
  });

  it('flashes twice a second until it is dismissed', async () => {
    const bare = startBare();
    await turn();
    bare.tray.ring();
    await turn();
    const lit = () => bare.models.at(-1)?.title.some((run) => run.severity === 'full');
    expect([lit(), bare.row('dismiss')?.visible]).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(500);
    expect(lit()).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(lit()).toBe(true);
    bare.click('dismiss');
    await turn();
    expect([lit(), bare.row('dismiss')?.visible]).toEqual([false, false]);
    const before = bare.models.length;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(bare.models.length).toBe(before);
    bare.end();
  });

  it('does not flash when flashing is switched off, and stops when it is', async () => {
    const bare = startBare();
    bare.tray.ring();
    bare.click('flash');
    await turn();
    expect(bare.row('dismiss')?.visible).toBe(false);
    bare.tray.ring();
    await turn();
    expect(bare.row('dismiss')?.visible).toBe(false);
    bare.end();
  });

  it('takes over within a minute what was chosen elsewhere, and loses none of it with the next click', async () => {
    const bare = startBare();
    await turn();
    bare.written.push({ ...DEFAULT_PREFERENCES, format: 'medium', flash: false });
    vi.advanceTimersByTime(60_000);
    await turn();
    expect(bare.title()).toBe('5h 40% · 7d 64%');
    bare.click('alarms');
    expect(bare.written.at(-1)).toEqual({
      ...DEFAULT_PREFERENCES,
      format: 'medium',
      flash: false,
      alarms: false,
    });
    bare.end();
  });
});
