import { Buffer } from 'node:buffer';
import { TRANSCRIPT_KEYS, UsageLine } from '@claude-meter/sources';
import { KernelLineTaker, ROW_STATE_SIZE, type RowKernel } from './kernel-line-taker.ts';
import { KernelSkimmer, type SkimKernel } from './kernel-skimmer.ts';
import { SCAN_KERNEL } from './scan-kernel-bytes.ts';
import type { ScanMemory } from './scan-memory.ts';
import { PAGE, TableLayout } from './table-layout.ts';

/** What the kernel exports; pointers are numbers. */
interface Kernel extends SkimKernel, RowKernel {
  layOut(...places: number[]): void;
}

/** Scan memory of the kernel, for lines of up to `longest` bytes. */
export function kernelMemory(longest: number): ScanMemory {
  const room = Math.ceil(longest / PAGE) * PAGE + PAGE;
  // Tables and spans in the first page, then the stack of open brackets, then the buffer with some bytes to spare:
  // vectors may be read beyond its end.
  const [stackAt, bufferAt] = [PAGE, PAGE + room];
  const memory = new WebAssembly.Memory({ initial: (bufferAt + room + PAGE) / PAGE });
  const module = new WebAssembly.Module(Buffer.from(SCAN_KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
  const layout = new TableLayout(memory);
  const tableAt = layout.table(TRANSCRIPT_KEYS);
  const slots = TRANSCRIPT_KEYS.endSlot;
  const [spansAt, timesAt, hashesAt] = [
    layout.take(8 * slots),
    layout.take(8 * slots),
    layout.take(8 * slots),
  ];
  const countsAt = layout.take(4 * slots);
  const lineAt = layout.take(12);
  const stateAt = layout.take(ROW_STATE_SIZE);
  kernel.layOut(stackAt, spansAt, countsAt, timesAt, hashesAt, lineAt, bufferAt);
  const buffer = Buffer.from(memory.buffer, bufferAt, room);
  const found = {
    spans: new Int32Array(memory.buffer, spansAt, 2 * slots),
    counts: new Int32Array(memory.buffer, countsAt, slots),
    times: new Float64Array(memory.buffer, timesAt, slots),
    hashes: new Int32Array(memory.buffer, hashesAt, 2 * slots),
  };
  const oddLine = new Int32Array(memory.buffer, lineAt, 3);
  const skimmer = new KernelSkimmer(found, { kernel, line: oddLine, tableAt, bufferAt });
  const line = new UsageLine(skimmer);
  const places = { memory: memory.buffer, tableAt, bufferAt, lineAt, stateAt };
  return { buffer, longest, skimmer, line, taker: new KernelLineTaker(buffer, line, { kernel, places }) };
}
