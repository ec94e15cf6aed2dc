import type { RequestRows } from '@claude-meter/sources';
import { rowPrice } from '../prices/row-price.ts';

/**
 * A run as numbers in a row: rows that count and follow one another, all of one context and one model and of one span
 * of time. Until when it lasts and the rates are told as it begins, the rest are its sums.
 */
export const RUN = {
  /** Ms: since when, and before when. */
  from: 0,
  to: 1,
  /** As `RATES` has them. */
  rates: 2,
  requests: 14,
  input: 15,
  output: 16,
  cache5m: 17,
  cache1h: 18,
  cacheRead: 19,
  webSearches: 20,
  /** List price of those that have one. */
  usd: 21,
  unpriced: 22,
  /** Ms of the first and the last of them. */
  firstAt: 23,
  lastAt: 24,
} as const;
/** How many numbers a run has. */
export const RUN_NUMBERS = 25;

/** Who has rows summed up. */
export interface RunTaker {
  /** Writes `from`, `to` and the rates of the run that begins with a row. The row lies within them. */
  begin(row: number, run: Float64Array): void;
  /** Is told the sums of the run that has ended. They are overwritten then. */
  end(run: Float64Array): void;
}

/** Sums up the rows that count, run by run. */
export type SumRuns = (taker: RunTaker) => void;

/** What the kernel does, in plain code. */
export function plainSumRuns(rows: RequestRows, counts: Uint8Array, taker: RunTaker): void {
  const run = new Float64Array(RUN_NUMBERS);
  let before = -1;
  for (let row = 0; row < rows.length; row++) {
    if (counts[row] !== 1) continue;
    if (before === -1 || !continues(rows, row, { before, run })) {
      if (before !== -1) taker.end(run);
      taker.begin(row, run);
      run.fill(0, RUN.requests);
      run[RUN.firstAt] = rows.at[row] as number;
      run[RUN.lastAt] = rows.at[row] as number;
    }
    before = row;
    addRow(rows, row, run);
  }
  if (before !== -1) taker.end(run);
}

function continues(
  rows: RequestRows,
  row: number,
  { before, run }: { before: number; run: Float64Array },
): boolean {
  const at = rows.at[row] as number;
  return (
    rows.model[row] === rows.model[before] &&
    rows.context[row] === rows.context[before] &&
    at >= (run[RUN.from] as number) &&
    at < (run[RUN.to] as number)
  );
}

function addRow(rows: RequestRows, row: number, run: Float64Array): void {
  const at = rows.at[row] as number;
  run[RUN.firstAt] = Math.min(run[RUN.firstAt] as number, at);
  run[RUN.lastAt] = Math.max(run[RUN.lastAt] as number, at);
  const add = (place: number, amount: number) => {
    run[place] = (run[place] as number) + amount;
  };
  add(RUN.requests, 1);
  add(RUN.input, rows.input[row] as number);
  add(RUN.output, rows.output[row] as number);
  add(RUN.cache5m, rows.cache5m[row] as number);
  add(RUN.cache1h, rows.cache1h[row] as number);
  add(RUN.cacheRead, rows.cacheRead[row] as number);
  add(RUN.webSearches, rows.webSearches[row] as number);
  const usd = rowPrice(rows, row, run.subarray(RUN.rates));
  if (Number.isNaN(usd)) add(RUN.unpriced, 1);
  else add(RUN.usd, usd);
}
