import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { FIVE_HOUR } from '@claude-meter/core';
import { PriceBook } from '../prices/price-table.ts';
import type { Publisher } from '../published.ts';
import { seededChance } from './seeded-chance.ts';
import { sessionPoints } from './simulated-limits.ts';
import type { SimulatedClaude } from './simulated-past.ts';
import { type SimulatedRequest, scaledRequest, transcriptRow } from './simulated-request.ts';
import { simulateSession } from './simulated-work.ts';
import { transcriptPath } from './write-past.ts';

export interface CoderOptions {
  claude: SimulatedClaude;
  org: string;
  publisher: Pick<Publisher, 'onChange'>;
  now: () => number;
  signal: AbortSignal;
}

/** Of each rise, what Claude Code took here; the rest is of somebody who chats. */
const LOCAL_SHARE = 0.85;
/** Requests of one session, before the next one begins. */
const SESSION_REQUESTS = 90;

/**
 * Plays Claude Code beside a simulated claude.ai: for each rise of the 5-hour window it writes the request that may have
 * caused it into a transcript.
 */
export function codeAlong({ claude, org, publisher, now, signal }: CoderOptions): void {
  const chance = seededChance(7);
  const book = new PriceBook();
  let session: SimulatedRequest[] = [];
  let last: { percent: number; window: number } | null = null;
  let count = 0;
  publisher.onChange(({ snapshots }) => {
    const row = snapshots.find(({ org_uuid, stale }) => org_uuid === org && !stale);
    const limit = row?.limits.find(({ id }) => id === FIVE_HOUR);
    if (limit?.percent == null) return;
    // The server's times jitter below a second: a window is told apart by its minute.
    const window = Math.round(Date.parse(limit.resets_at ?? '') / 60_000);
    const rise = last?.window === window ? limit.percent - last.percent : 0;
    last = { percent: limit.percent, window };
    if (rise <= 0 || chance() > 0.95) return;
    if (session.length === 0) session = newSession(claude, now(), chance);
    const model = session.shift();
    if (model === undefined) return;
    const request = { ...scaledRequest(model, (LOCAL_SHARE * rise) / sessionPoints(model, book)), at: now() };
    count += 1;
    const path = transcriptPath(claude.projects, request);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, transcriptRow(request, `live${count}`));
  }, signal);
}

function newSession({ work }: SimulatedClaude, start: number, chance: () => number): SimulatedRequest[] {
  const duration = SESSION_REQUESTS * 60_000;
  return simulateSession({ start, chance, folder: work, duration });
}
