import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistoryWriter, GAP_MS } from './history-writer.ts';
import { createHistoryQueries } from './query-history.ts';
import { SPANS_MS, spanFor } from './rollup-spans.ts';
import type { Sample } from './sample.ts';
import { MIGRATIONS } from './schema.ts';

const MINUTE = 60_000;
const RANGE = { org_uuid: 'o', limit_id: 'five_hour', from: 0, to: 400 * 86_400_000 };

function emptyHistory() {
  const database = new DatabaseSync(':memory:');
  for (const step of MIGRATIONS) database.exec(step);
  return { database, writer: createHistoryWriter(database), queries: createHistoryQueries(database) };
}

function sample(at: number, percent: number | null, over: Partial<Sample> = {}): Sample {
  return {
    orgUuid: 'o',
    limitId: 'five_hour',
    kind: 'session',
    label: '5-hour',
    at,
    percent,
    resetsAt: null,
    amount: null,
    currency: null,
    exponent: null,
    source: 'extension',
    browser: 'Chrome',
    sha256: 'ab'.repeat(32),
    ...over,
  };
}

describe('the history', () => {
  it('keeps changes only', () => {
    const { writer, queries } = emptyHistory();
    const samples = [1, 1, 2, 2, null, null, 2].map((percent, minute) => sample(minute * MINUTE, percent));
    expect(writer.add(samples)).toBe(4);
    expect(queries.samples(RANGE, 10).map((one) => one.percent)).toEqual([1, 2, null, 2]);
  });

  it('draws a range from what stood when it began', () => {
    const { writer, queries } = emptyHistory();
    writer.add([sample(0, 10), sample(MINUTE, 20), sample(2 * MINUTE, 30)]);
    const { at, percent } = queries.history({ ...RANGE, from: 90_000 }, 100);
    expect([at, percent]).toEqual([
      [MINUTE, 2 * MINUTE],
      [20, 30],
    ]);
  });

  it('shows a pause as a gap', () => {
    const { writer, queries } = emptyHistory();
    for (const at of [0, MINUTE, 2 * MINUTE, 2 * MINUTE + GAP_MS + 1, 3 * MINUTE + GAP_MS])
      writer.watched('o', at);
    expect(queries.history({ ...RANGE, to: 4 * MINUTE + GAP_MS }, 100).gaps).toEqual([
      [2 * MINUTE, 2 * MINUTE + GAP_MS + 1],
      [3 * MINUTE + GAP_MS, 4 * MINUTE + GAP_MS],
    ]);
    expect(queries.history({ ...RANGE, org_uuid: 'unknown', to: 5 }, 100).gaps).toEqual([[0, 5]]);
  });

  it('never draws more points than asked for, and loses no peak', () => {
    const sampled = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 * 86_400_000 }), fc.integer({ min: 0, max: 104 })),
      {
        minLength: 1,
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(sampled, fc.integer({ min: 6, max: 60 }), (values, points) => {
        const { writer, queries } = emptyHistory();
        writer.add(values.map(([at, percent]) => sample(at, percent)));
        const stored = queries.samples(RANGE, 10_000);
        const to = 3 * 86_400_000 + 1;
        const drawn = queries.history({ ...RANGE, to }, points);
        expect(drawn.at.length).toBeLessThanOrEqual(points + 1);
        expect(Math.max(...drawn.high.map(Number))).toBe(
          Math.max(...stored.map((one) => Number(one.percent))),
        );
        expect(Math.min(...drawn.low.map(Number))).toBe(
          Math.min(...stored.map((one) => Number(one.percent))),
        );
        expect(drawn.percent.at(-1)).toBe(stored.at(-1)?.percent);
        expect(drawn.at).toEqual([...drawn.at].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  it('has a span for every range', () => {
    expect(spanFor(3_600_000, 4000)).toBe(SPANS_MS[0]);
    expect(spanFor(366 * 86_400_000, 4400)).toBe(120 * MINUTE);
    expect(spanFor(Number.MAX_SAFE_INTEGER, 10)).toBe(SPANS_MS.at(-1));
  });

  it('keeps amounts beside percents, and what a series was last called', () => {
    const { writer, queries } = emptyHistory();
    const spent = { limitId: 'extra', kind: 'extra', currency: 'EUR', exponent: 2 } as const;
    writer.add([
      sample(0, 10, { ...spent, amount: 100, label: 'old' }),
      sample(1, 10, { ...spent, amount: 150, label: 'new' }),
    ]);
    expect(queries.samples({ ...RANGE, limit_id: 'extra' }, 10).map((one) => one.amount)).toEqual([100, 150]);
    const series = queries.series();
    expect(series).toMatchObject([{ limit_id: 'extra', label: 'old', currency: 'EUR', since: 0, until: 1 }]);
  });
});
