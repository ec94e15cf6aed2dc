import { modelFamily } from './model-family.ts';

/** List prices in USD per million tokens: the shape that weights are estimated around. */
export interface TokenRates {
  input: number;
  output: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
}

/** One model that some work was done by. */
export interface WorkModel {
  /** As the transcripts name it. */
  name: string | null;
  /** Null when it has no list price. */
  rates: TokenRates | null;
}

/** Requests of this machine as columns, by time. */
export interface LocalWork {
  length: number;
  /** Ms of the end of each request, ascending. */
  at: Float64Array;
  /** Place in `models`. */
  model: Int32Array;
  /** What the caller tells places by: session, folder and branch. Opaque here. */
  context: Int32Array;
  input: Int32Array;
  output: Int32Array;
  cacheWrite5m: Int32Array;
  cacheWrite1h: Int32Array;
  cacheRead: Int32Array;
  models: readonly WorkModel[];
}

/** What tokens are told apart by: written to the prompt, out of the model, into the cache, out of the cache. */
export const TOKEN_KINDS = ['input', 'output', 'cacheWrite', 'cacheRead'] as const;
export const KINDS: number = TOKEN_KINDS.length;

/** Models as the fit sees them: by family, with rates for all. */
export interface ModelTable {
  /** Families of `claude.ai` that there is work of, in order of name. */
  families: readonly string[];
  /** Per model its place in `families`, −1 when no limit counts it. */
  familyOf: Int32Array;
  /** Per model rates to weigh its tokens by: its own, else those of its family, else usual ones. */
  rates: readonly TokenRates[];
  /** Per family whether any of its models has a list price. */
  hasPrice: readonly boolean[];
}

/** The usual ratios between kinds of tokens, for families without any price. */
const USUAL_RATES: TokenRates = { input: 3, output: 15, cacheWrite5m: 3.75, cacheWrite1h: 6, cacheRead: 0.3 };

export function modelTable(models: readonly WorkModel[]): ModelTable {
  const named = models.map(({ name }) => modelFamily(name));
  const families = [...new Set(named.filter((family) => family !== null))].sort();
  const priced = families.map((family) =>
    models.filter(({ rates }, index) => rates !== null && named[index] === family),
  );
  const usual = priced.map((same) => (same.length === 0 ? USUAL_RATES : meanRates(same)));
  const familyOf = Int32Array.from(named, (family) => (family === null ? -1 : families.indexOf(family)));
  return {
    families,
    familyOf,
    rates: models.map(({ rates }, index) => rates ?? usual[familyOf[index] ?? -1] ?? USUAL_RATES),
    hasPrice: priced.map((same) => same.length > 0),
  };
}

function meanRates(models: readonly WorkModel[]): TokenRates {
  const mean = (kind: keyof TokenRates): number =>
    models.reduce((sum, { rates }) => sum + (rates?.[kind] ?? 0), 0) / models.length;
  return {
    input: mean('input'),
    output: mean('output'),
    cacheWrite5m: mean('cacheWrite5m'),
    cacheWrite1h: mean('cacheWrite1h'),
    cacheRead: mean('cacheRead'),
  };
}

/** Adds the list price of a request by kind of token, in USD, to four places of `into`. */
export function addPrice(
  into: Float64Array,
  work: LocalWork,
  { row, rates }: { row: number; rates: TokenRates },
): void {
  const million = 1e6;
  const write5m = (work.cacheWrite5m[row] as number) * rates.cacheWrite5m;
  const write1h = (work.cacheWrite1h[row] as number) * rates.cacheWrite1h;
  into[0] = (into[0] as number) + ((work.input[row] as number) * rates.input) / million;
  into[1] = (into[1] as number) + ((work.output[row] as number) * rates.output) / million;
  into[2] = (into[2] as number) + (write5m + write1h) / million;
  into[3] = (into[3] as number) + ((work.cacheRead[row] as number) * rates.cacheRead) / million;
}

/** All tokens of a request. */
export function tokensOf(work: LocalWork, row: number): number {
  return (
    (work.input[row] as number) +
    (work.output[row] as number) +
    (work.cacheWrite5m[row] as number) +
    (work.cacheWrite1h[row] as number) +
    (work.cacheRead[row] as number)
  );
}

/** How many rows end at or before a moment, ms. */
export function rowsUntil(work: LocalWork, at: number): number {
  let [low, high] = [0, work.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((work.at[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
