import { type KernelSockets, openKernelSockets } from './kernel-sockets.ts';
import type { Connection } from './peer.ts';
import type { SocketRow } from './socket-row.ts';

const MINUTE_MS = 60_000;
/** The slow way may take so much of a minute, ms; a browser that posts stays far below. */
const SPENT_MS = 40;
/** So few connections are looked up the slow way whatever it takes: a busy machine makes anything slow once. */
const FEW = 4;

export type Rows<T> = (connection: Connection) => SocketRow | T;

/**
 * Looks into the table as long as that costs little: what is quicker takes six MiB of memory, which is well spent only
 * where many connections come. From then on the kernel is asked, and the table only where that says nothing.
 *
 * @param now ms, of a clock that only goes forward
 */
export function quickRows<T>(
  table: Rows<T>,
  { now, open = openKernelSockets }: { now: () => number; open?: () => Promise<KernelSockets | null> },
): Rows<T> {
  let kernel: KernelSockets | null = null;
  let asked = false;
  let since = Number.NEGATIVE_INFINITY;
  let spent = 0;
  let count = 0;

  function account(began: number, ended: number): void {
    if (ended - since > MINUTE_MS) [since, spent, count] = [ended, 0, 0];
    spent += ended - began;
    count += 1;
    if (asked || spent <= SPENT_MS || count <= FEW) return;
    asked = true;
    void open().then((opened) => {
      kernel = opened;
    });
  }

  return (connection) => {
    const row = kernel?.row(connection) ?? null;
    if (row !== null) return row;
    const began = now();
    const found = table(connection);
    account(began, now());
    return found;
  };
}
