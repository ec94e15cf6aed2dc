import { emptyNoticeMemory, type Snapshot } from '@claude-meter/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limit, snapshot } from '../../../../packages/core/test/tray-readings.ts';
import type { HookInput } from './hook.ts';
import { startNoticeCenter } from './notice-center.ts';
import { DEFAULT_NOTICE_CONFIG, type NoticeConfig } from './notice-config.ts';
import type { NoticeRecord } from './notice-store.ts';
import type { DesktopNotice } from './notifier.ts';

const START = Date.parse('2026-11-22T21:30:00Z');
const RESET = '2026-11-23T01:00:00Z';

beforeEach(() => vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => vi.useRealTimers());

const at = (percent: number, given: Partial<Snapshot> = {}): Snapshot =>
  snapshot({
    org_uuid: 'org-a',
    fetched_at: new Date().toISOString(),
    limits: [limit('five_hour', percent, { resets_at: RESET })],
    ...given,
  });

interface World {
  record: NoticeRecord;
  shown: string[];
  hooked: HookInput[];
  alarms: string[];
  writes: number;
}

const newWorld = (): World => ({
  record: { memory: emptyNoticeMemory(), held: [] },
  shown: [],
  hooked: [],
  alarms: [],
  writes: 0,
});

/** One run of the meter in a world that outlives it. */
function run(
  world: World,
  first: Snapshot[],
  given: { config?: Partial<NoticeConfig>; enabled?: boolean } = {},
) {
  const ending = new AbortController();
  let snapshots = first;
  let listener: (published: { snapshots: readonly Snapshot[] }) => void = () => {};
  const center = startNoticeCenter({
    source: {
      current: () => ({ snapshots }),
      onChange: (heard) => {
        listener = heard;
      },
    },
    signal: ending.signal,
    clock: Date.now,
    timeZone: 'UTC',
    config: () => ({ ...DEFAULT_NOTICE_CONFIG, ...given.config }),
    enabled: () => given.enabled ?? true,
    record: {
      read: () => structuredClone(world.record),
      write: (record) => {
        world.record = structuredClone(record);
        world.writes += 1;
      },
    },
    notifier: {
      show: async (notice: DesktopNotice) => {
        world.shown.push(notice.title);
        return { ok: true };
      },
    },
    hook: {
      run: async (input) => {
        world.hooked.push(input);
        return null;
      },
      last: () => null,
    },
    alarm: { ring: () => void world.alarms.push('ring'), calm: () => void world.alarms.push('calm') },
  });
  return {
    center,
    end: () => ending.abort(),
    publish(next: Snapshot[]) {
      snapshots = next;
      listener({ snapshots });
    },
  };
}

describe('startNoticeCenter', () => {
  it('tells once, also over restarts', () => {
    const world = newWorld();
    const one = run(world, []);
    one.publish([at(91)]);
    one.publish([at(92)]);
    one.end();
    const two = run(world, [at(92, { stale: true })]);
    two.publish([at(93)]);
    two.publish([at(101)]);
    expect(world.shown).toEqual(['5-hour: over 90% used', '5-hour limit reached']);
    expect(world.alarms).toEqual(['ring', 'ring']);
    two.end();
  });

  it('says nothing of what came out of a file', () => {
    const world = newWorld();
    const out: Partial<Snapshot> = {
      stale: true,
      problem: { kind: 'signed_out', status: 401, retry_at: null },
    };
    world.record = { memory: { ...emptyNoticeMemory(), sessions: { 'org-a': START - 3_600_000 } }, held: [] };
    const restored = at(95, out);
    const meter = run(world, [restored]);
    meter.publish([restored, at(1, { org_uuid: 'org-b' })]);
    expect(world.shown).toEqual([]);
    meter.publish([at(95, { ...out, errors: ['HTTP 401'] })]);
    expect(world.shown).toEqual(['Signed out of claude.ai in Chrome']);
    meter.end();
  });

  it('holds notices for the quiet hours, tells the hook, and shows what still holds in the morning', () => {
    const world = newWorld();
    const quiet = { from: '21:00', to: '07:00' };
    const meter = run(world, [], { config: { quiet } });
    meter.publish([at(91)]);
    meter.publish([at(91, { limits: [limit('seven_day', 95, { resets_at: '2026-11-26T00:00:00Z' })] })]);
    expect(world.shown).toEqual([]);
    expect(world.alarms).toEqual([]);
    expect(world.hooked.map(({ title, quiet: hushed }) => [title, hushed])).toEqual([
      ['5-hour: over 90% used', true],
      ['7-day all: over 90% used', true],
    ]);
    meter.end();
    const next = run(world, [], { config: { quiet } });
    vi.advanceTimersByTime(10 * 3_600_000);
    // The five-hour window has reset at one o'clock: that notice is no news any more.
    expect(world.shown).toEqual(['7-day all: over 90% used']);
    next.end();
  });

  it('is silent when switched off, and does not catch up when switched on', () => {
    const world = newWorld();
    const off = run(world, [], { enabled: false });
    off.publish([at(91)]);
    off.end();
    const on = run(world, []);
    on.publish([at(92)]);
    expect([world.shown, world.hooked, world.alarms]).toEqual([[], [], []]);
    on.end();
  });

  it('calms the alarm when the limit has reset', () => {
    const world = newWorld();
    const meter = run(world, []);
    meter.publish([at(95)]);
    const next = { limits: [limit('five_hour', 1, { resets_at: '2026-11-23T06:00:00Z' })] };
    for (let minute = 0; minute < 2; minute += 1) {
      vi.advanceTimersByTime(60_000);
      meter.publish([at(1, next)]);
    }
    expect(world.shown).toEqual(['5-hour: over 90% used', '5-hour has reset']);
    expect(world.alarms).toEqual(['ring', 'calm']);
    meter.end();
  });

  it('writes only when there is something to remember', () => {
    const world = newWorld();
    const meter = run(world, []);
    for (let minute = 0; minute < 60; minute += 1) {
      vi.advanceTimersByTime(60_000);
      meter.publish([at(50 + minute / 10)]);
    }
    expect(world.writes).toBe(1);
    meter.end();
  });

  it('lets the person try the alarm, whatever is switched off', async () => {
    const world = newWorld();
    const meter = run(world, [], { enabled: false, config: { quiet: { from: '00:00', to: '23:59' } } });
    expect(await meter.center.test()).toEqual({ ok: true });
    expect([world.shown, world.alarms]).toEqual([['ClaudeMeter: test alarm'], ['ring']]);
    expect(world.hooked[0]).toMatchObject({ kind: 'test', at: '2026-11-22T21:30:00.000Z' });
    meter.end();
  });
});
