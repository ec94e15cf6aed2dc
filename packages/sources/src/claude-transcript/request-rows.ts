/** One row of a transcript that counts a request, in numbers. Names of models and contexts are ids of the caller. */
export interface RequestRow {
  /** 64-bit hash of the message id; both 0 when the row has no id. */
  idHigh: number;
  idLow: number;
  /** 32-bit hash of the request id, 0 when there is none. */
  requestId: number;
  /** Ms since 1970. */
  at: number;
  input: number;
  output: number;
  cache5m: number;
  cache1h: number;
  cacheRead: number;
  webSearches: number;
  fast: boolean;
  /** One of `CHAIN`. */
  chain: number;
  model: number;
  /** Session, folder and branch. */
  context: number;
  /** Which transcript it stands in: a lower rank is the transcript that began earlier. */
  rank: number;
}

const NUMBERS = [
  'idHigh',
  'idLow',
  'requestId',
  'input',
  'output',
  'cache5m',
  'cache1h',
  'cacheRead',
  'webSearches',
  'chain',
  'model',
  'context',
  'rank',
] as const;

/** Rows as columns: half a million of them fit into a few dozen megabytes. Grows as rows are added. */
export class RequestRows {
  length = 0;
  idHigh = new Int32Array(0);
  idLow = new Int32Array(0);
  requestId = new Int32Array(0);
  at = new Float64Array(0);
  input = new Int32Array(0);
  output = new Int32Array(0);
  cache5m = new Int32Array(0);
  cache1h = new Int32Array(0);
  cacheRead = new Int32Array(0);
  webSearches = new Int32Array(0);
  fast = new Uint8Array(0);
  chain = new Uint8Array(0);
  model = new Int32Array(0);
  context = new Int32Array(0);
  rank = new Int32Array(0);

  /** Makes room for `count` rows in all. */
  reserve(count: number): void {
    if (count <= this.at.length) return;
    const size = Math.max(count, 64, this.at.length * 2);
    this.idHigh = grown(this.idHigh, size);
    this.idLow = grown(this.idLow, size);
    this.requestId = grown(this.requestId, size);
    this.input = grown(this.input, size);
    this.output = grown(this.output, size);
    this.cache5m = grown(this.cache5m, size);
    this.cache1h = grown(this.cache1h, size);
    this.cacheRead = grown(this.cacheRead, size);
    this.webSearches = grown(this.webSearches, size);
    this.model = grown(this.model, size);
    this.context = grown(this.context, size);
    this.rank = grown(this.rank, size);
    const at = new Float64Array(size);
    at.set(this.at);
    this.at = at;
    this.fast = grownBytes(this.fast, size);
    this.chain = grownBytes(this.chain, size);
  }

  add(row: RequestRow): void {
    const index = this.length++;
    this.reserve(this.length);
    for (const name of NUMBERS) this[name][index] = row[name];
    this.at[index] = row.at;
    this.fast[index] = row.fast ? 1 : 0;
  }

  /** Puts a row in the place of another. */
  copy(from: number, to: number): void {
    for (const name of NUMBERS) this[name][to] = this[name][from] as number;
    this.at[to] = this.at[from] as number;
    this.fast[to] = this.fast[from] as number;
  }

  row(index: number): RequestRow {
    const row = { at: this.at[index], fast: this.fast[index] === 1 } as RequestRow;
    for (const name of NUMBERS) row[name] = this[name][index] as number;
    return row;
  }

  /** All tokens of a row. */
  total(index: number): number {
    return (
      (this.input[index] as number) +
      (this.output[index] as number) +
      (this.cache5m[index] as number) +
      (this.cache1h[index] as number) +
      (this.cacheRead[index] as number)
    );
  }

  hasId(index: number): boolean {
    return this.idHigh[index] !== 0 || this.idLow[index] !== 0;
  }
}

function grown(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(column);
  return larger;
}

function grownBytes(column: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(column);
  return larger;
}
