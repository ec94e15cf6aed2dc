import { readFileSync } from 'node:fs';

/** What a process holds, in bytes. */
export interface Held {
  resident: number;
  /** The heap of the C library's main thread: where SQLite and Node's own objects are. */
  native: number;
}

/** Memory of a process on Linux. */
export function memoryOf(pid: number): Held {
  let [resident, native, isHeap] = [0, 0, false];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[\da-f]+-[\da-f]+ /.test(line)) isHeap = line.endsWith('[heap]');
    const kilobytes = Number(/^Rss:\s+(\d+) kB/.exec(line)?.[1] ?? 0);
    resident += kilobytes * 1024;
    if (isHeap) native += kilobytes * 1024;
  }
  return { resident, native };
}

/** What was left of the heap, in bytes, after each full collection that `--trace-gc` told of. */
export function liveHeaps(told: string): number[] {
  return [...told.matchAll(/Mark-Compact[^\n]*?-> ([\d.]+) \(/g)].map(
    ([, megabytes]) => Number(megabytes) * 1e6,
  );
}
