import { Buffer } from 'node:buffer';
import { RequestRows } from '@claude-meter/sources';
import { INDEX_KERNEL } from './index-kernel-bytes.ts';
import { RUN_NUMBERS, type RunTaker, type SumRuns } from './row-run.ts';
import type { RankedChunk, UniqueRows } from './unpack-chunks.ts';

/** What the kernel exports; pointers are numbers. */
interface Kernel {
  layOut(columns: number, rows: number): number;
  readChunk(from: number, length: number, rank: number, numbers: number): number;
  markUnique(length: number, slots: number, mask: number): void;
  sumRuns(length: number, run: number): void;
}

/** The columns behind `at`, in the order in which the kernel lays them out. */
const COLUMNS = [
  'idHigh',
  'idLow',
  'requestId',
  'input',
  'output',
  'cache5m',
  'cache1h',
  'cacheRead',
  'webSearches',
  'model',
  'context',
  'rank',
] as const;
const PAGE = 64 * 1024;
/** Where a run lies: in the first page, which holds nothing else. */
const RUN_AT = 1024;
/** Hardly any packed row takes fewer bytes. */
const LEAST_ROW = 18;

/** As `plainUnpack`, many times faster: there is nothing in it that has to become fast first. */
export function kernelUnpack(
  chunks: readonly RankedChunk[],
  contextNumber: (session: number, cwd: number, branch: number) => number,
): UniqueRows {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
  for (let room = Math.ceil(bytes / LEAST_ROW) + 16; ; room *= 2) {
    const unpacked = tryUnpack(chunks, contextNumber, room);
    if (unpacked !== null) return unpacked;
  }
}

/** Null when there are more rows than there is room for. */
function tryUnpack(
  chunks: readonly RankedChunk[],
  contextNumber: (session: number, cwd: number, branch: number) => number,
  room: number,
): UniqueRows | null {
  const longest = chunks.reduce((most, chunk) => Math.max(most, chunk.bytes.length), 0);
  // The chunk, then a number for each byte that may name something, then the columns, then the slots.
  const numbersAt = aligned(PAGE + longest);
  const columnsAt = aligned(numbersAt + 4 * longest);
  const slots = 2 ** Math.ceil(Math.log2(2 * room));
  const slotsAt = aligned(columnsAt + 64 * room);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((slotsAt + 4 * slots) / PAGE) });
  const module = new WebAssembly.Module(Buffer.from(INDEX_KERNEL, 'base64'));
  const run = new Float64Array(memory.buffer, RUN_AT, RUN_NUMBERS);
  let taker: RunTaker | null = null;
  const beginRun = (row: number) => taker?.begin(row, run);
  const endRun = () => taker?.end(run);
  const env = { memory, contextNumber, beginRun, endRun };
  const kernel = new WebAssembly.Instance(module, { env }).exports as unknown as Kernel;
  if (kernel.layOut(columnsAt, room) > slotsAt) throw new Error('The columns are wider than they were.');
  const all = new Uint8Array(memory.buffer);
  let length = 0;
  for (const { bytes, rank } of chunks) {
    all.set(bytes, PAGE);
    length = kernel.readChunk(PAGE, length, rank, numbersAt);
    if (length === -1) return null;
  }
  kernel.markUnique(length, slotsAt, slots - 1);
  const sumRuns: SumRuns = (given) => {
    taker = given;
    kernel.sumRuns(length, RUN_AT);
  };
  return { ...columnsOf(memory.buffer, { columnsAt, room, length }), sumRuns };
}

function columnsOf(
  buffer: ArrayBuffer,
  { columnsAt, room, length }: { columnsAt: number; room: number; length: number },
): { rows: RequestRows; counts: Uint8Array } {
  const rows = new RequestRows();
  rows.length = length;
  rows.at = new Float64Array(buffer, columnsAt, room);
  let at = columnsAt + 8 * room;
  for (const name of COLUMNS) {
    rows[name] = new Int32Array(buffer, at, room);
    at += 4 * room;
  }
  // What the kernel alone needs lies between.
  at += 4 * room;
  rows.fast = new Uint8Array(buffer, at, room);
  rows.chain = new Uint8Array(buffer, at + room, room);
  return { rows, counts: new Uint8Array(buffer, at + 2 * room, length) };
}

function aligned(at: number): number {
  return Math.ceil(at / 16) * 16;
}
