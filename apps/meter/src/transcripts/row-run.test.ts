import { CHAIN, RequestRows } from '@claude-meter/sources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RATE_NUMBERS } from '../prices/rate-book.ts';
import { chunkOf, packRows } from './chunk.ts';
import { kernelUnpack } from './index-kernel.ts';
import { RUN, type RunTaker } from './row-run.ts';
import { plainUnpack } from './unpack-chunks.ts';

const HOUR = 3_600_000;

interface Spec {
  id: number;
  at: number;
  model: number;
  context: number;
  tokens: number;
  cacheRead: number;
  webSearches: number;
  fast: boolean;
}

// Few values, so that runs go on and end for all the reasons that there are.
const spec: fc.Arbitrary<Spec> = fc.record({
  // Some ids come twice: one of the two does not count.
  id: fc.nat(40),
  at: fc.integer({ min: -2, max: 9 }).map((quarters) => (quarters * HOUR) / 4),
  model: fc.constantFrom(0, 0, 0, 1),
  context: fc.constantFrom(0, 0, 0, 1),
  tokens: fc.constantFrom(0, 1, 999, 66_667, 1e9),
  cacheRead: fc.constantFrom(0, 1, 200_000),
  webSearches: fc.constantFrom(0, 0, 3),
  fast: fc.boolean(),
});
const rate = fc.constantFrom(0, 0.3, 3, 18.75, Number.NaN);
const rates = fc.array(rate, { minLength: RATE_NUMBERS, maxLength: RATE_NUMBERS });

function chunkOfRows(specs: readonly Spec[]): Uint8Array {
  const rows = new RequestRows();
  for (const { id, tokens, ...rest } of specs) {
    const counts = { input: tokens, output: tokens, cache5m: tokens, cache1h: tokens };
    rows.add({ idHigh: 1, idLow: id, requestId: 1, chain: CHAIN.main, rank: 0, ...counts, ...rest });
  }
  const contexts = [4, 5].map((session) => ({ session, cwd: 1, branch: 1 }));
  return chunkOf(packRows(rows), { models: [7, 8], contexts });
}

/** All that is told of the runs of some rows: the first row and the sums of each. */
function told(unpack: typeof plainUnpack, specs: readonly Spec[], prices: readonly number[][]): unknown[] {
  let asked = 0;
  const { rows, counts, sumRuns } = unpack([{ bytes: chunkOfRows(specs), rank: 0 }], () => asked++);
  const runs: unknown[] = [];
  const taker: RunTaker = {
    begin: (row, run) => {
      const hour = Math.floor((rows.at[row] as number) / HOUR);
      run[RUN.from] = hour * HOUR;
      run[RUN.to] = (hour + 1) * HOUR;
      run.set(prices[Math.abs(hour) % prices.length] as number[], RUN.rates);
      runs.push([row, counts[row]]);
    },
    end: (run) => runs.push(Array.from(run)),
  };
  sumRuns(taker);
  // What was summed up once can be summed up again.
  const again = runs.splice(0);
  sumRuns(taker);
  expect(runs).toEqual(again);
  return runs;
}

describe('sumRuns', () => {
  it('tells of the same runs, to the last bit, by the kernel as in plain code', () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.array(spec, { maxLength: 40, size: 'max' }),
        fc.array(rates, { minLength: 1, maxLength: 3 }),
        (specs, prices) => {
          const runs = told(kernelUnpack, specs, prices);
          most = Math.max(most, runs.length);
          expect(runs).toEqual(told(plainUnpack, specs, prices));
        },
      ),
      { numRuns: 1000 },
    );
    expect(most).toBeGreaterThan(20);
  });

  it.each([
    ['in plain code', plainUnpack],
    ['by the kernel', kernelUnpack],
  ])('adds up each request that counts once, %s', (_, unpack) => {
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 40 }), (specs) => {
        const { rows, counts, sumRuns } = unpack([{ bytes: chunkOfRows(specs), rank: 0 }], () => 0);
        const sums = { requests: 0, output: 0, cacheRead: 0, unpriced: 0, first: [] as number[] };
        sumRuns({
          begin: (row, run) => {
            run[RUN.from] = Number.NEGATIVE_INFINITY;
            run[RUN.to] = Number.POSITIVE_INFINITY;
            run.fill(Number.NaN, RUN.rates, RUN.requests);
            sums.first.push(row);
          },
          end: (run) => {
            sums.requests += run[RUN.requests] as number;
            sums.output += run[RUN.output] as number;
            sums.cacheRead += run[RUN.cacheRead] as number;
            sums.unpriced += run[RUN.unpriced] as number;
          },
        });
        const all = Array.from({ length: rows.length }, (__, row) => row).filter((row) => counts[row] === 1);
        const sumOf = (column: Int32Array) => all.reduce((sum, row) => sum + (column[row] as number), 0);
        expect(sums).toEqual({
          requests: all.length,
          output: sumOf(rows.output),
          cacheRead: sumOf(rows.cacheRead),
          unpriced: all.length,
          first: all.filter((row, index) => {
            const before = all[index - 1];
            return before === undefined || rows.model[before] !== rows.model[row];
          }),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('knows when the first and the last request of a run was, whatever their order', () => {
    const specs = [5, 1, 9, 3].map((at, id) => ({ id, at, model: 0, context: 0, tokens: 1 }));
    const given = specs.map((one) => ({ ...one, cacheRead: 0, webSearches: 0, fast: false }));
    for (const unpack of [plainUnpack, kernelUnpack]) {
      const [, run] = told(unpack, given, [new Array(RATE_NUMBERS).fill(1)]) as [unknown, number[]];
      expect([run[RUN.firstAt], run[RUN.lastAt], run[RUN.requests]]).toEqual([1, 9, 4]);
    }
  });
});
