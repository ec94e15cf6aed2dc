import { describe, expect, it } from 'vitest';
import { PriceBook } from '../prices/price-table.ts';
import type { Sample } from '../store/sample.ts';
import { type PastWorld, playLimits, sessionPoints } from './simulated-limits.ts';
import { pastOf } from './simulated-past.ts';
import { priceOfSimulated, transcriptRow } from './simulated-request.ts';
import { simulateWork } from './simulated-work.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const NOW = Date.parse('2026-11-22T12:00:00Z');
const SEEDS = [1, 2, 3, 4, 5];

const world = (seed: number, percent = 60): PastWorld => ({
  org: 'o',
  browser: 'simulated browser',
  from: NOW - 35 * DAY,
  to: NOW,
  seed,
  week: { percent, resetsAt: NOW + 40 * HOUR },
  scoped: { id: 'weekly_scoped:opus', label: '7-day Opus', family: 'opus' },
});
const work = (seed: number) => simulateWork({ from: NOW - 35 * DAY, to: NOW, seed, folder: '/simulated' });
const play = (seed: number, percent?: number) => playLimits(work(seed), world(seed, percent));
const of = (samples: readonly Sample[], id: string) => samples.find(({ limitId }) => limitId === id);

describe('a simulated past', () => {
  it('is the same for the same seed, and another for another one', () => {
    expect(play(1)).toEqual(play(1));
    expect(play(1).requests[0]).not.toEqual(play(2).requests[0]);
  });

  it.each(SEEDS)(
    'has every request priced, in order, in its time and named as simulated (seed %i)',
    (seed) => {
      const { requests } = play(seed);
      const book = new PriceBook();
      expect(requests.length).toBeGreaterThan(1_000);
      expect(requests.every((one) => priceOfSimulated(one, book) > 0)).toBe(true);
      expect(requests.every(({ at }) => at >= NOW - 35 * DAY && at < NOW)).toBe(true);
      expect(requests.map(({ at }) => at)).toEqual(requests.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(requests.every(({ folder }) => folder.startsWith('/simulated/'))).toBe(true);
    },
  );

  it.each(SEEDS)('never falls within a window and never goes beyond 100 (seed %i)', (seed) => {
    const last = new Map<string, Sample>();
    for (const { samples } of play(seed).readings) {
      for (const sample of samples) {
        const before = last.get(sample.limitId);
        if (before !== undefined && before.resetsAt === sample.resetsAt) {
          expect(sample.percent ?? 0).toBeGreaterThanOrEqual(before.percent ?? 0);
        }
        expect(sample.percent).toBeLessThanOrEqual(100);
        last.set(sample.limitId, sample);
      }
    }
  });

  it.each(SEEDS)(
    'leads up to where the server stands now, by work here and by chat elsewhere (seed %i)',
    (seed) => {
      const { readings, requests } = play(seed, 60);
      const percent = of(readings.at(-1)?.samples ?? [], 'seven_day')?.percent ?? 0;
      expect(percent).toBeGreaterThan(35);
      expect(percent).toBeLessThan(85);
      const book = new PriceBook();
      const running = requests.filter(({ at }) => at >= NOW + 40 * HOUR - 7 * DAY);
      const here = 0.12 * running.reduce((sum, one) => sum + sessionPoints(one, book), 0);
      expect(here).toBeGreaterThan(0.5 * percent);
      expect(here).toBeLessThan(percent + 1);
    },
  );

  it('says in each row of a transcript that it is simulated, and nothing else', () => {
    const [request] = work(1);
    if (request === undefined) throw new Error('no work');
    const record = JSON.parse(transcriptRow(request, 'x1')) as {
      message: { content: unknown };
      version: string;
    };
    expect(record.version).toBe('simulated');
    expect(record.message.content).toEqual([{ type: 'text', text: '(simulated)' }]);
  });

  it('takes the week and the family of models from what the server says', () => {
    const limit = { percent: 41, is_active: false, used: null, limit: null, locked_reason: null };
    const limits = [
      { ...limit, id: 'five_hour', kind: 'session', label: '5-hour', resets_at: null },
      { ...limit, id: 'seven_day', kind: 'weekly', label: '7-day all', resets_at: '2026-11-24T17:00:00Z' },
      { ...limit, id: 'weekly_scoped:opus', kind: 'scoped', label: '7-day Opus', resets_at: null },
    ] as const;
    expect(pastOf({ org: 'o', limits }, 'b', NOW)).toMatchObject({
      week: { percent: 41, resetsAt: Date.parse('2026-11-24T17:00:00Z') },
      scoped: { id: 'weekly_scoped:opus', family: 'opus' },
      to: NOW,
    });
  });
});
