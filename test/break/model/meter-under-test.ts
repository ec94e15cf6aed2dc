import { startDaemon } from '../../../apps/meter/src/daemon.ts';
import { readSettings } from '../../../apps/meter/src/settings.ts';

/** What the test tells the meter: the time it is, and what a person clicked. */
export type Order = { now: number } | { forget: string } | { stop: true };
export type Report =
  | { ready: number }
  | { refused: string }
  /** The order was carried out. */
  | { done: true };

// A whole meter as a process of its own, whose clock stands still until it is told another time.
const read = readSettings(process.env);
if (!read.ok) throw new Error(read.error);
let now = Number(process.env['BREAK_NOW']);
const ending = new AbortController();
const tell = (report: Report) => process.send?.(report);
const started = await startDaemon(read.settings, { signal: ending.signal, clock: () => now });
if (!started.ok) {
  tell({ refused: started.error });
  process.disconnect();
} else {
  process.on('message', (order: Order) => {
    if ('now' in order) now = order.now;
    else if ('forget' in order) started.ingest.forget(order.forget);
    else ending.abort();
    tell({ done: true });
  });
  tell({ ready: started.port });
  await started.closed;
  process.disconnect();
}
