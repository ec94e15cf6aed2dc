import type { RequestRows } from '@claude-meter/sources';
import { ByteReader, ByteWriter } from './byte-buffer.ts';

/** Session, folder and branch of a row, each the id of a name, 0 for none. */
export interface Context {
  session: number;
  cwd: number;
  branch: number;
}

/** What the model and context numbers of packed rows stand for, as ids of names. */
export interface RowNames {
  models: readonly number[];
  contexts: readonly Context[];
}

/** Bits of the first byte of a packed row; the two lowest hold the chain. */
const CHAIN_BITS = 3;
const HAS_ID = 4;
const HAS_REQUEST_ID = 8;
const IS_FAST = 16;
const HAS_SEARCHES = 32;
const NEW_MODEL = 64;
const NEW_CONTEXT = 128;

/** One for all: thousands of files are packed, one at a time. */
const WRITER = new ByteWriter();

/** Packs rows, some 25 bytes each: times as differences, model and context only where they change. */
export function packRows(rows: RequestRows): Uint8Array<ArrayBuffer> {
  const writer = WRITER;
  writer.clear();
  writer.count(rows.length);
  let at = 0;
  for (let row = 0; row < rows.length; row++) {
    const model = rows.model[row] as number;
    const context = rows.context[row] as number;
    const isNewModel = row === 0 || model !== rows.model[row - 1];
    const isNewContext = row === 0 || context !== rows.context[row - 1];
    const requestId = rows.requestId[row] as number;
    const searches = rows.webSearches[row] as number;
    const hasId = rows.hasId(row);
    let bits = rows.chain[row] as number;
    if (hasId) bits |= HAS_ID;
    if (requestId !== 0) bits |= HAS_REQUEST_ID;
    if (rows.fast[row] === 1) bits |= IS_FAST;
    if (searches !== 0) bits |= HAS_SEARCHES;
    if (isNewModel) bits |= NEW_MODEL;
    if (isNewContext) bits |= NEW_CONTEXT;
    writer.byte(bits);
    if (hasId) {
      writer.int32(rows.idHigh[row] as number);
      writer.int32(rows.idLow[row] as number);
    }
    if (requestId !== 0) writer.int32(requestId);
    writer.difference((rows.at[row] as number) - at);
    at = rows.at[row] as number;
    if (isNewModel) writer.count(model);
    if (isNewContext) writer.count(context);
    writer.count(rows.input[row] as number);
    writer.count(rows.output[row] as number);
    writer.count(rows.cache5m[row] as number);
    writer.count(rows.cache1h[row] as number);
    writer.count(rows.cacheRead[row] as number);
    if (searches !== 0) writer.count(searches);
  }
  return writer.bytes();
}

/** Packed rows with the names that their numbers stand for in front: what is stored. */
export function chunkOf(packed: Uint8Array, names: RowNames): Uint8Array<ArrayBuffer> {
  const writer = WRITER;
  writer.clear();
  writer.count(names.models.length);
  for (const model of names.models) writer.count(model);
  writer.count(names.contexts.length);
  for (const context of names.contexts) {
    writer.count(context.session);
    writer.count(context.cwd);
    writer.count(context.branch);
  }
  writer.append(packed);
  return writer.bytes();
}

/** How the numbers of a chunk become numbers of the whole index. */
export interface ChunkSink {
  rows: RequestRows;
  /** Rank of the transcript that the chunk belongs to. */
  rank: number;
  /** The number of a context among all contexts; called once per context of a chunk. */
  contextNumber(context: Context): number;
}

/** Adds the rows of a chunk to `sink.rows`; their `model` is the id of a name, their `context` as the sink says. */
export function readChunk(chunk: Uint8Array, sink: ChunkSink): void {
  const reader = new ByteReader(chunk);
  const models = Array.from({ length: reader.count() }, () => reader.count());
  const contexts = Array.from({ length: reader.count() }, () =>
    sink.contextNumber({ session: reader.count(), cwd: reader.count(), branch: reader.count() }),
  );
  readRows(reader, { models, contexts, sink, count: reader.count() });
}

interface PackedTables {
  models: readonly number[];
  contexts: readonly number[];
  sink: ChunkSink;
  count: number;
}

function readRows(reader: ByteReader, { models, contexts, sink, count }: PackedTables): void {
  const { rows, rank } = sink;
  const first = rows.length;
  const end = first + count;
  rows.reserve(end);
  rows.length = end;
  rows.rank.fill(rank, first, end);
  // Looked up once: there are hundreds of thousands of rows.
  const { chain, idHigh, idLow, requestId, at, webSearches, fast } = rows;
  const { input, output, cache5m, cache1h, cacheRead } = rows;
  let now = 0;
  let model = 0;
  let context = 0;
  for (let row = first; row < end; row++) {
    const bits = reader.byte();
    chain[row] = bits & CHAIN_BITS;
    // The columns were made of zeros: what is zero need not be written.
    if ((bits & HAS_ID) !== 0) {
      idHigh[row] = reader.int32();
      idLow[row] = reader.int32();
    }
    if ((bits & HAS_REQUEST_ID) !== 0) requestId[row] = reader.int32();
    now += reader.difference();
    at[row] = now;
    if ((bits & NEW_MODEL) !== 0) model = models[reader.count()] ?? 0;
    if ((bits & NEW_CONTEXT) !== 0) context = contexts[reader.count()] ?? 0;
    rows.model[row] = model;
    rows.context[row] = context;
    input[row] = reader.count();
    output[row] = reader.count();
    cache5m[row] = reader.count();
    cache1h[row] = reader.count();
    cacheRead[row] = reader.count();
    if ((bits & HAS_SEARCHES) !== 0) webSearches[row] = reader.count();
    if ((bits & IS_FAST) !== 0) fast[row] = 1;
  }
}
