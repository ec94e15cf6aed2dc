import { RequestRows } from '@claude-meter/sources';
import { type Context, chunkOf, packRows, readChunk } from './chunk.ts';

/** One chunk with the rows of both, in order. */
export function joinChunks(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const rows = new RequestRows();
  const contexts = new Numbering<Context>(({ session, cwd, branch }) => `${session}/${cwd}/${branch}`);
  const sink = { rows, rank: 0, contextNumber: (context: Context) => contexts.numberOf(context) };
  readChunk(first, sink);
  readChunk(second, sink);
  const models = new Numbering<number>(String);
  for (let row = 0; row < rows.length; row++) rows.model[row] = models.numberOf(rows.model[row] as number);
  return chunkOf(packRows(rows), { models: models.values, contexts: contexts.values });
}

/** Gives equal values the same number, counting from 0. */
export class Numbering<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #keyOf: (value: T) => string;

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  numberOf(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
