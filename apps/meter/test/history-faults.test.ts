import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryAnswer, SettingsAnswer, WindowInfo } from '@claude-meter/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.parse('2026-11-20T12:00:00Z');

type Meter = Awaited<ReturnType<typeof startMeter>>;
const body = (utilization: number, resetsAt: number | null = null) => ({
  five_hour: { utilization, resets_at: resetsAt === null ? null : new Date(resetsAt).toISOString() },
});
const post = (meter: Meter, at: number, usage: object, over: object = {}) =>
  meter.post([originalPost({ fetched_at: new Date(at).toISOString(), usage, ...over })]);
const history = async (meter: Meter, from: number, to: number) =>
  (await (
    await meter.get(`/api/history?org=${ORG}&limit=five_hour&from=${from}&to=${to}&points=4000`)
  ).json()) as HistoryAnswer;
const trouble = async (meter: Meter) =>
  ((await (await meter.get('/api/settings')).json()) as SettingsAnswer).history.trouble;
const importOne = (meter: Meter) =>
  fetch(`${meter.base}/api/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ record: 'watch', org_uuid: ORG, since: 1, until: 2 }),
  });
const words = async (answer: Response) => ((await answer.json()) as { error: string }).error;

describe('a history that another program holds', () => {
  it('is read all the same; what cannot be written is said, and the meter goes on', {
    timeout: 30_000,
  }, async () => {
    const clock = { now: NOW };
    const meter = await startMeter({}, clock);
    await post(meter, NOW, body(10));
    const other = new DatabaseSync(join(meter.home, 'history.db'));
    other.exec('BEGIN IMMEDIATE');
    clock.now += MINUTE;
    expect((await post(meter, clock.now, body(20))).status).toBe(200);
    expect((await meter.snapshots())[0]).toMatchObject({ usage: { five_hour: { utilization: 20 } } });
    expect(await trouble(meter)).toContain('cannot be written');
    expect((await history(meter, NOW - 1, NOW + HOUR)).percent).toEqual([10]);
    const refused = await importOne(meter);
    expect([refused.status, await words(refused)]).toEqual([
      503,
      expect.stringContaining('Another program holds'),
    ]);
    other.exec('ROLLBACK');
    other.close();
    clock.now += MINUTE;
    await post(meter, clock.now, body(30));
    expect(await trouble(meter)).toBeNull();
    expect((await history(meter, NOW - 1, NOW + HOUR)).percent).toEqual([10, 30]);
  });
});

const mounted = (folder: string, options: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = join('/tmp', `claude-meter-mount-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return mounted(folder, 'size=64k') && spawnSync('umount', [folder]).status === 0;
}

describe.runIf(canMount())('a disk of its own', () => {
  function disk(size: string): { home: string; remount: (options: string) => void } {
    const folder = temporaryFolder();
    expect(mounted(folder, `size=${size}`)).toBe(true);
    onTestFinished(() => {
      spawnSync('umount', ['-l', folder]);
    });
    const remount = (options: string) => {
      expect(spawnSync('mount', ['-o', `remount,${options}`, folder]).status).toBe(0);
    };
    return { home: join(folder, 'home'), remount };
  }

  it('that is full costs readings of the past, not those of now, and is said', async () => {
    const { home } = disk('6m');
    const clock = { now: NOW };
    const meter = await startMeter({ home }, clock);
    await post(meter, NOW, body(10));
    const stuffing = join(home, '..', 'stuffing');
    spawnSync('dd', ['if=/dev/zero', `of=${stuffing}`, 'bs=4k']);
    let said: string | null = null;
    for (let minute = 1; minute < 400 && said === null; minute += 1) {
      clock.now = NOW + minute * MINUTE;
      expect(
        (await post(meter, clock.now, { ...body(minute % 90), filling: 'x'.repeat(20_000 + minute) })).status,
      ).toBe(200);
      said = await trouble(meter);
    }
    expect(said).toMatch(/cannot be written: .*(full|disk)/);
    expect((await history(meter, NOW - 1, clock.now + 1)).percent[0]).toBe(10);
    const refused = await importOne(meter);
    expect([refused.status, await words(refused)]).toEqual([
      507,
      expect.stringContaining('Nothing was taken in.'),
    ]);
    spawnSync('rm', [stuffing]);
    clock.now += MINUTE;
    await post(meter, clock.now, body(77));
    expect(await trouble(meter)).toBeNull();
    expect((await history(meter, NOW - 1, clock.now + 1)).percent.at(-1)).toBe(77);
  });

  it('that is read-only is said before the meter starts, with the folder that is meant', async () => {
    const { home, remount } = disk('6m');
    const meter = await startMeter({ home }, { now: NOW });
    await post(meter, NOW, body(10));
    await meter.stop();
    remount('ro');
    await expect(startMeter({ home }, { now: NOW })).rejects.toThrow('its disk is read-only');
    await expect(startMeter({ home }, { now: NOW })).rejects.toThrow(JSON.stringify(home).slice(1, -1));
    remount('rw');
    const again = await startMeter({ home }, { now: NOW });
    expect((await history(again, NOW - 1, NOW + 1)).percent).toEqual([10]);
  });
});

describe('a clock', () => {
  it('that jumps ahead and back leaves a history that is in order, and no window that runs backwards', async () => {
    const clock = { now: NOW };
    const meter = await startMeter({}, clock);
    const reset = NOW + 4 * HOUR;
    for (const [at, percent] of [
      [NOW, 10],
      [NOW + MINUTE, 12],
      [NOW + 400 * DAY, 13],
      [NOW + 2 * MINUTE, 14],
      [NOW + 3 * MINUTE, 15],
    ] as const) {
      clock.now = at;
      await post(meter, at, body(percent, reset));
    }
    const { at, percent } = await history(meter, NOW - 1, NOW + HOUR);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(percent).toEqual([10, 12, 14, 15]);
    const windows = (await (
      await meter.get(`/api/windows?org=${ORG}&limit=five_hour`)
    ).json()) as WindowInfo[];
    for (const { opened_at, last_at, closed_at } of windows) {
      expect(last_at).toBeGreaterThanOrEqual(opened_at);
      if (closed_at !== null) expect(closed_at).toBeGreaterThanOrEqual(opened_at);
    }
  });
});

describe('the hour that is there twice', () => {
  it.each([
    ['ends', '2026-10-25T00:00:00Z'],
    ['begins', '2026-03-29T00:00:00Z'],
  ])('when summer time %s, windows and gaps are as long as they were', async (_, midnight) => {
    const from = Date.parse(midnight);
    const clock = { now: from };
    const meter = await startMeter({}, clock);
    const reset = from + 5 * HOUR;
    for (let at = from; at < from + 6 * HOUR; at += 5 * MINUTE) {
      clock.now = at;
      const minutes = (at - from) / MINUTE;
      await post(meter, at, at < reset ? body(minutes / 5, reset) : body(0));
    }
    const [window] = (await (
      await meter.get(`/api/windows?org=${ORG}&limit=five_hour&from=${from}&to=${clock.now}`)
    ).json()) as WindowInfo[];
    expect(window).toMatchObject({ opened_at: from, resets_at: reset, peak: 59, ended: 'reset' });
    const { gaps, at } = await history(meter, from, clock.now);
    expect(gaps.filter(([since, until]) => until - since > 5 * MINUTE)).toEqual([]);
    expect(at.length).toBe(61);
  });
});

describe('a reset in the middle of a request', () => {
  it('shows in the answer before or after, never as a fall of the old window', async () => {
    const clock = { now: NOW };
    const meter = await startMeter({}, clock);
    const reset = NOW + MINUTE;
    await post(meter, NOW, body(97, reset));
    clock.now = reset + 1_000;
    const asked = history(meter, NOW - 1, NOW + HOUR);
    await post(meter, clock.now, body(2, reset + 5 * HOUR));
    const early = await asked;
    expect([[97], [97, 2]]).toContainEqual(early.percent);
    const windows = (await (
      await meter.get(`/api/windows?org=${ORG}&limit=five_hour`)
    ).json()) as WindowInfo[];
    expect(windows.map(({ peak, ended }) => [peak, ended])).toEqual([
      [97, 'reset'],
      [2, null],
    ]);
  });
});
