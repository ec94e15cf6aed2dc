import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistoryWriter, GAP_MS } from './history-writer.ts';
import { createHistoryQueries, type Range } from './query-history.ts';
import { dropOld } from './retention.ts';
import { KEPT_SPAN_MS, SPANS_MS, spanFor } from './rollup-spans.ts';
import type { Sample } from './sample.ts';
import { MIGRATIONS } from './schema.ts';

const MINUTE = 60_000;
const RANGE = { org_uuid: 'o', limit_id: 'five_hour', from: 0, to: 400 * 86_400_000 };

function emptyHistory() {
  const database = new DatabaseSync(':memory:');
  for (const step of MIGRATIONS) database.exec(step);
  const queries = createHistoryQueries(database);
  const drawn = (range: Range, points: number) => {
    const history = queries.history(range, points);
    if (history === null) throw new Error(`no series ${range.limit_id}`);
    return history;
  };
  return { database, writer: createHistoryWriter(database), queries, drawn };
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
    const { writer, drawn } = emptyHistory();
    writer.add([sample(0, 10), sample(MINUTE, 20), sample(2 * MINUTE, 30)]);
    const { at, percent } = drawn({ ...RANGE, from: 90_000 }, 100);
    expect([at, percent]).toEqual([
      [MINUTE, 2 * MINUTE],
      [20, 30],
    ]);
  });

  it('shows a pause as a gap', () => {
    const { writer, queries, drawn } = emptyHistory();
    writer.add([sample(0, 10)]);
    for (const at of [0, MINUTE, 2 * MINUTE, 2 * MINUTE + GAP_MS + 1, 3 * MINUTE + GAP_MS])
      writer.watched('o', at);
    expect(drawn({ ...RANGE, to: 4 * MINUTE + GAP_MS }, 100).gaps).toEqual([
      [2 * MINUTE, 2 * MINUTE + GAP_MS + 1],
      [3 * MINUTE + GAP_MS, 4 * MINUTE + GAP_MS],
    ]);
    expect(queries.history({ ...RANGE, org_uuid: 'unknown' }, 100)).toBeNull();
  });

  it('never draws more points than asked for, and loses no peak', () => {
    // A moment has one value: another one of the same moment takes its place, and stays a peak of its span.
    const sampled = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 3 * 86_400_000 }), fc.integer({ min: 0, max: 104 })),
      { minLength: 1, maxLength: 400, selector: ([at]) => at },
    );
    fc.assert(
      fc.property(sampled, fc.integer({ min: 6, max: 60 }), (values, points) => {
        const { writer, queries, drawn: draw } = emptyHistory();
        writer.add(values.map(([at, percent]) => sample(at, percent)));
        const stored = queries.samples(RANGE, 10_000);
        const to = 3 * 86_400_000 + 1;
        const drawn = draw({ ...RANGE, to }, points);
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

  it('loses no peak to a range that begins in the middle of a span', () => {
    const { writer, drawn } = emptyHistory();
    writer.add(
      Array.from({ length: 500 }, (_, minute) => sample(minute * MINUTE, minute === 7 ? 99 : minute % 50)),
    );
    const { high, at, span } = drawn({ ...RANGE, from: 6 * MINUTE, to: 500 * MINUTE }, 60);
    expect(span).toBe(SPANS_MS[0]);
    expect(Math.max(...high.map(Number))).toBe(99);
    expect(at[0]).toBeLessThan(6 * MINUTE);
  });

  it('draws many years with few points, and still loses no peak', () => {
    const { writer, drawn } = emptyHistory();
    const day = 86_400_000;
    writer.add(Array.from({ length: 3000 }, (_, at) => sample(at * day, at === 1234 ? 88 : at % 40)));
    const { at, high } = drawn({ ...RANGE, to: 3000 * day }, 100);
    expect(at.length).toBeLessThanOrEqual(101);
    expect(Math.max(...high.map(Number))).toBe(88);
  });

  it('draws from roll-ups where the changes themselves are gone', () => {
    const { writer, drawn, database } = emptyHistory();
    const day = 86_400_000;
    writer.add(Array.from({ length: 900 }, (_, at) => sample(at * day, at % 7 === 0 ? 60 : at % 7)));
    dropOld(database, 900 * day);
    const { at, high, span } = drawn({ ...RANGE, to: 900 * day }, 4000);
    expect(span).toBeGreaterThanOrEqual(KEPT_SPAN_MS);
    expect([at[0], at.length, Math.max(...high.map(Number))]).toEqual([0, 900, 60]);
    expect(drawn({ ...RANGE, from: 890 * day, to: 900 * day }, 4000).span).toBe(0);
  });

  it('does not believe a clock that jumped by years when it removes what is old', () => {
    const { writer, queries, database } = emptyHistory();
    const day = 86_400_000;
    writer.add(Array.from({ length: 700 }, (_, at) => sample(at * day, at % 7)));
    dropOld(database, 5000 * day);
    expect(queries.samples(RANGE, 10_000)).toHaveLength(400);
    const all = { ...RANGE, to: Number.MAX_SAFE_INTEGER };
    expect(queries.samples(all, 10_000)).toHaveLength(700);
  });

  it('keeps the highest amount of a span, also in a history that was begun before amounts were rolled up', () => {
    const spent = { limitId: 'extra', kind: 'extra', currency: 'EUR', exponent: 2 } as const;
    const amounts = [5, 900, 30, 31, 32, 33, 34, 35];
    const samples = amounts.map((amount, at) => sample(at * MINUTE, null, { ...spent, amount }));
    const before = new DatabaseSync(':memory:');
    for (const step of MIGRATIONS.slice(0, 1)) before.exec(step);
    before.exec("INSERT INTO series VALUES (1, 'o', 'extra', 'extra', 'Extra usage', 'EUR', 2)");
    before.exec("INSERT INTO reporter VALUES (1, 'extension', 'Chrome')");
    for (const [at, amount] of amounts.entries()) {
      before.exec(`INSERT INTO sample VALUES (1, ${at * MINUTE}, NULL, NULL, ${amount}, 1, NULL)`);
    }
    before.exec(`INSERT INTO rollup VALUES (1, ${SPANS_MS[0]}, 0, NULL, NULL, NULL, ${7 * MINUTE})`);
    for (const step of MIGRATIONS.slice(1)) before.exec(step);
    const now = emptyHistory();
    now.writer.add(samples);
    const range = { ...RANGE, limit_id: 'extra', to: 20 * MINUTE };
    expect(now.drawn(range, 6).amount).toEqual([900]);
    expect(createHistoryQueries(before).history(range, 6)?.amount).toEqual([900]);
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
