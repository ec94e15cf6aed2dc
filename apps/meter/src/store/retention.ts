import type { DatabaseSync } from 'node:sqlite';
import { KEPT_SPAN_MS, SPANS_MS } from './rollup-spans.ts';

const DAY_MS = 86_400_000;

/** How long each change is kept, ms. */
export const SAMPLES_KEPT_MS: number = 2 * 365 * DAY_MS;
/** How long the bodies behind them are kept, ms. */
export const BODIES_KEPT_MS: number = 14 * DAY_MS;

/** A clock is believed only so far beyond the newest change: one that jumped by years must not empty the history. */
const BELIEVED_MS = 31 * DAY_MS;

const COARSEST_MS = SPANS_MS.at(-1) ?? KEPT_SPAN_MS;

/**
 * Removes what is kept long enough: bodies, changes with the finer roll-ups made of them, and events. The wider roll-ups
 * and the windows stay for good. Runs inside the caller's transaction.
 *
 * @param clock what the clock says, ms
 */
export function dropOld(database: DatabaseSync, clock: number): void {
  const newest = database
    .prepare('SELECT max((SELECT max(at) FROM sample WHERE series_id = id)) AS at FROM series')
    .get()?.['at'];
  const now = newest == null ? clock : Math.min(clock, Number(newest) + BELIEVED_MS);
  database.prepare('DELETE FROM body WHERE at < ?').run(now - BODIES_KEPT_MS);
  const limit = now - SAMPLES_KEPT_MS;
  // Whole spans only: a roll-up that stays must not have lost a part of its samples.
  const before = limit - (limit % COARSEST_MS);
  const samples = database.prepare('DELETE FROM sample WHERE series_id = ? AND at < ?');
  const rollups = database.prepare('DELETE FROM rollup WHERE series_id = ? AND span = ? AND start < ?');
  for (const { id } of database.prepare('SELECT id FROM series').all()) {
    samples.run(id ?? null, before);
    for (const span of SPANS_MS) if (span < KEPT_SPAN_MS) rollups.run(id ?? null, span, before);
  }
  database.prepare('DELETE FROM timeline WHERE at < ?').run(before);
}
