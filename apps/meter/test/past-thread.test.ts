import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createPastThread, type PastThread } from '../src/past-thread.ts';
import { printReport } from '../src/report/print-report.ts';
import { openIndex } from '../src/transcripts/open-index.ts';
import { readIndex } from '../src/transcripts/read-index.ts';
import { END, writeHistory, writeTranscripts } from './attributed-home.ts';
import { indexed, newPlace, type Place } from './transcripts/written.ts';

const env = { TZ: 'UTC', CLAUDE_CONFIG_DIR: '/nowhere' };

async function withThread(
  place: Place,
  use: (past: PastThread, stop: AbortController) => Promise<void>,
  idleMs = 60_000,
): Promise<void> {
  const stop = new AbortController();
  const past = createPastThread({ home: place.home, env, signal: stop.signal, idleMs });
  try {
    await use(past, stop);
  } finally {
    stop.abort();
    await past.closed();
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
    await withThread(place, async (past) => {
      const [attribution, ...reports] = await Promise.all([
        past.attribution({ limit: 'five_hour' }, END),
        ...['daily', 'models', 'hourly'].map((kind) => past.report({ kind }, END)),
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
      async (past) => {
        const first = await past.report({ kind: 'daily' }, END);
        expect(first.ok).toBe(true);
        await past.closed();
        expect(await past.report({ kind: 'daily' }, END)).toEqual(first);
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
    await withThread(place, async (past) => {
      await expect(past.report({ kind: 'daily' }, END)).rejects.toThrow(/was written by a newer ClaudeMeter/);
      await expect(past.attribution({}, END)).rejects.toThrow(JSON.stringify(path));
    });
  });

  it('says so when the person’s own prices cannot be read', async () => {
    using place = await filledPlace();
    writeFileSync(join(place.home, 'prices.json'), '[');
    await withThread(place, async (past) => {
      expect(await past.report({ kind: 'daily' }, END)).toMatchObject({ ok: false, kind: 'prices' });
    });
  });

  it('leaves nobody waiting when the meter ends', async () => {
    using place = await filledPlace();
    await withThread(place, async (past, stop) => {
      const asked = past.report({ kind: 'daily' }, END).then(
        ({ ok }) => (ok ? 'answered' : 'refused'),
        (error: Error) => error.message,
      );
      stop.abort();
      await past.closed();
      expect(['answered', 'Not answered: the thread for it ended.']).toContain(await asked);
      await expect(past.report({ kind: 'daily' }, END)).rejects.toThrow('This meter is ending.');
    });
  });
});
