import { describe, expect, it, onTestFinished } from 'vitest';
import type { IndexStatus, StartedIndex } from './transcript-index.ts';
import { createWarmTranscripts } from './warm-transcripts.ts';

const MINUTE = 60_000;

/** Warm transcripts over an index of which a test says how it fares. */
function warm() {
  const world = {
    now: 0,
    isWanted: true,
    status: { updatedAt: 1, progress: null, unreadable: [], trouble: null } as IndexStatus,
    /** Why it cannot be opened. */
    refused: null as string | null,
    opened: 0,
    refreshed: [] as number[],
    ended: 0,
  };
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const open = ({ signal }: { signal: AbortSignal }): StartedIndex => {
    if (world.refused !== null) return { ok: false, error: world.refused };
    world.opened += 1;
    const closed = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        world.ended += 1;
        resolve();
      });
    });
    const refresh = async () => void world.refreshed.push(world.now);
    return {
      ok: true,
      index: {
        ready: Promise.resolve(),
        closed,
        refresh,
        status: () => world.status,
        version: () => 3,
      },
    };
  };
  const transcripts = createWarmTranscripts({
    home: '/nowhere',
    isWanted: () => world.isWanted,
    now: () => world.now,
    signal: ending.signal,
    open,
  });
  return { world, transcripts, ending };
}

describe('createWarmTranscripts', () => {
  it('opens nothing before it is started, and nothing while it is not wanted', () => {
    const { world, transcripts } = warm();
    expect([world.opened, transcripts.status().state, transcripts.index()]).toEqual([0, 'off', null]);
    world.isWanted = false;
    transcripts.start();
    expect([world.opened, transcripts.status().state]).toEqual([0, 'off']);
  });

  it('follows what is wanted', async () => {
    const { world, transcripts, ending } = warm();
    transcripts.start();
    expect(transcripts.status()).toMatchObject({ state: 'ready', version: 3 });
    world.isWanted = false;
    transcripts.review();
    expect([world.ended, transcripts.status().state, transcripts.index()]).toEqual([1, 'off', null]);
    world.isWanted = true;
    transcripts.review();
    expect([world.opened, transcripts.status().state]).toEqual([2, 'ready']);
    ending.abort();
    await transcripts.closed();
    expect(world.ended).toBe(2);
  });

  it('tells why it cannot be opened, and tries again at each review', () => {
    const { world, transcripts } = warm();
    world.refused = 'The disk is full.';
    transcripts.start();
    expect(transcripts.status()).toMatchObject({ state: 'failed', trouble: 'The disk is full.' });
    world.refused = null;
    transcripts.review();
    expect(transcripts.status()).toMatchObject({ state: 'ready', trouble: null });
  });

  it('tries a look that failed again, less and less often, and at once after it went well', () => {
    const { world, transcripts } = warm();
    transcripts.start();
    const reviewFor = (minutes: number) => {
      for (let passed = 0; passed < 2 * minutes; passed += 1) {
        transcripts.review();
        world.now += MINUTE / 2;
      }
    };
    reviewFor(5);
    expect(world.refreshed).toEqual([]);
    const failedAt = world.now;
    world.status = { ...world.status, trouble: 'database is locked' };
    reviewFor(40);
    expect(transcripts.status()).toMatchObject({ state: 'failed', trouble: 'database is locked' });
    expect(world.refreshed.map((at) => (at - failedAt) / MINUTE)).toEqual([0, 1, 3, 7, 15, 30]);
    world.status = { ...world.status, trouble: null };
    reviewFor(1);
    world.status = { ...world.status, trouble: 'again' };
    transcripts.review();
    expect(world.refreshed.at(-1)).toBe(world.now);
  });

  it('is not kept waiting by a clock that went back', () => {
    const { world, transcripts } = warm();
    world.now = 1_000 * MINUTE;
    transcripts.start();
    world.status = { ...world.status, trouble: 'database is locked' };
    transcripts.review();
    world.now = 0;
    transcripts.review();
    expect(world.refreshed).toEqual([1_000 * MINUTE, 0]);
  });
});
