import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { AttributionQuery } from '../src/attribution/attribution-query.ts';
import { printReport } from '../src/report/print-report.ts';
import { createRetrospectThread, type RetrospectThread } from '../src/retrospect-thread.ts';
import { openIndex } from '../src/transcripts/open-index.ts';
import { readIndex } from '../src/transcripts/read-index.ts';
import { END, writeHistory, writeTranscripts } from './attributed-home.ts';
import { indexed, newPlace, type Place } from './transcripts/written.ts';

const LAST_WEEK: AttributionQuery = {
  org: null,
  limit: null,
  from: null,
  to: END,
  withPullRequests: false,
};
const env = { TZ: 'UTC', CLAUDE_CONFIG_DIR: '/nowhere' };

async function withThread(
  place: Place,
  use: (thread: RetrospectThread, stop: AbortController) => Promise<void>,
  idleMs = 60_000,
): Promise<void> {
  const stop = new AbortController();
  const thread = createRetrospectThread({ home: place.home, env, signal: stop.signal, idleMs });
  try {
    await use(thread, stop);
  } finally {
    stop.abort();
    await thread.closed();
  }
}

async function filledPlace(): Promise<Place> {
  const place = newPlace();
  writeTranscripts(place.root);
  await indexed(place);
  return place;
}

/** The same report, made here. */
async function madeHere(home: string, kind: string): Promise<unknown> {
  const opened = openIndex(home);
  if (!opened.ok) throw new Error(opened.error);
  try {
    return await printReport(
      { kind },
      {
        index: readIndex(opened.database),
        home,
        surroundings: { env, platform: process.platform, home: '/nowhere' },
        now: END,
        signal: new AbortController().signal,
      },
    );
  } finally {
    opened.database.close();
  }
}

describe('the thread that looks into the past', () => {
  it('answers several who ask at once, each with what was asked', async () => {
    using place = await filledPlace();
    writeHistory(place.home);
    await withThread(place, async (thread) => {
      const [attribution, ...reports] = await Promise.all([
        thread.attribution({ ...LAST_WEEK, limit: 'five_hour' }, END),
        ...['daily', 'models', 'hourly'].map((kind) => thread.report({ kind }, END)),
      ]);
      expect(attribution.ok && JSON.parse(attribution.body)).toMatchObject({
        limits: [{ limit_id: 'five_hour' }],
        local: { requests: 14 * 60 },
      });
      expect(reports).toEqual([
        await madeHere(place.home, 'daily'),
        await madeHere(place.home, 'models'),
        { ok: false, kind: 'query', error: expect.stringContaining('"hourly" is no report') },
      ]);
    });
  });

  it('ends when nobody asks, and is there again for the next who does', async () => {
    using place = await filledPlace();
    await withThread(
      place,
      async (thread) => {
        const first = await thread.report({ kind: 'daily' }, END);
        expect(first.ok).toBe(true);
        await thread.closed();
        expect(await thread.report({ kind: 'daily' }, END)).toEqual(first);
      },
      1,
    );
  });

  it('says why there is no answer: the index cannot be read', async () => {
    using place = await filledPlace();
    const path = join(place.home, 'transcripts.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 9999');
    database.close();
    await withThread(place, async (thread) => {
      await expect(thread.report({ kind: 'daily' }, END)).rejects.toThrow(
        /was written by a newer ClaudeMeter/,
      );
      await expect(thread.attribution(LAST_WEEK, END)).rejects.toThrow(JSON.stringify(path));
    });
  });

  it('says so when the person’s own prices cannot be read', async () => {
    using place = await filledPlace();
    writeFileSync(join(place.home, 'prices.json'), '[');
    await withThread(place, async (thread) => {
      expect(await thread.report({ kind: 'daily' }, END)).toMatchObject({ ok: false, kind: 'prices' });
    });
  });

  it('leaves nobody waiting when the meter ends', async () => {
    using place = await filledPlace();
    await withThread(place, async (thread, stop) => {
      const asked = thread.report({ kind: 'daily' }, END).then(
        ({ ok }) => (ok ? 'answered' : 'refused'),
        (error: Error) => error.message,
      );
      stop.abort();
      await thread.closed();
      expect(['answered', 'Not answered: the thread for it ended.']).toContain(await asked);
      await expect(thread.report({ kind: 'daily' }, END)).rejects.toThrow('This meter is ending.');
    });
  });
});
