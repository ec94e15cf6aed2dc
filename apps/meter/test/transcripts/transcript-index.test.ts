import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startTranscriptIndex, type TranscriptIndex } from '../../src/transcripts/transcript-index.ts';
import { newPlace, outputOf, type Place, requestsIn, written } from './written.ts';

async function withIndex(place: Place, use: (index: TranscriptIndex) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const started = startTranscriptIndex({ home: place.home, roots: [place.root], signal: stop.signal });
  if (!started.ok) throw new Error(started.error);
  try {
    await use(started.index);
  } finally {
    stop.abort();
    await started.index.closed;
  }
}

const sees = ({ home }: Place, output: number): Promise<void> =>
  vi.waitFor(() => expect(outputOf(requestsIn(home))).toBe(output), { timeout: 50_000, interval: 50 });

// The update runs in a process of low priority: on a machine that is busy it waits long.
describe('startTranscriptIndex', { timeout: 60_000 }, () => {
  it('follows what is written, in old folders and in new ones', async () => {
    using place = newPlace();
    const project = join(place.root, '-home-me-app');
    mkdirSync(project);
    writeFileSync(join(project, 's1.jsonl'), written({ id: 'a', output: 1 }));
    await withIndex(place, async (index) => {
      await index.ready;
      expect(outputOf(requestsIn(place.home))).toBe(1);
      appendFileSync(join(project, 's1.jsonl'), written({ id: 'b', output: 2 }));
      await sees(place, 3);
      const agents = join(project, 's1', 'subagents', 'workflows', 'wf_1');
      mkdirSync(agents, { recursive: true });
      writeFileSync(join(agents, 'agent-1.jsonl'), written({ id: 'c', output: 4, isSidechain: true }));
      await sees(place, 7);
      appendFileSync(join(agents, 'agent-1.jsonl'), written({ id: 'd', output: 8, isSidechain: true }));
      await sees(place, 15);
      const other = join(place.root, '-home-me-new');
      mkdirSync(other);
      writeFileSync(join(other, 's2.jsonl'), written({ id: 'e', output: 16 }));
      await sees(place, 31);
      renameSync(join(other, 's2.jsonl'), join(project, 's2.jsonl'));
      rmSync(join(project, 's1'), { recursive: true });
      await sees(place, 19);
      expect(index.status()).toMatchObject({ trouble: null, progress: null });
    });
  });

  it('finds at the next look around what no watch could tell', async () => {
    using place = newPlace();
    rmSync(place.root, { recursive: true });
    await withIndex(place, async (index) => {
      await index.ready;
      mkdirSync(place.root);
      writeFileSync(join(place.root, 'a.jsonl'), written({ id: 'a', output: 1 }));
      await index.refresh();
      expect(outputOf(requestsIn(place.home))).toBe(1);
    });
  });

  it('reads large histories on other threads', async () => {
    using place = newPlace();
    const line = (id: number): string => written({ id: `m${id}`, output: 1, text: 'x'.repeat(1024 * 1024) });
    for (let id = 0; id < 10; id++) writeFileSync(join(place.root, `${id}.jsonl`), line(id));
    await withIndex(place, async (index) => {
      await index.ready;
      expect(index.status().trouble).toBeNull();
      expect(outputOf(requestsIn(place.home))).toBe(10);
    });
  });

  it('ends in the middle of the first update', async () => {
    using place = newPlace();
    for (let id = 0; id < 300; id++)
      writeFileSync(join(place.root, `${id}.jsonl`), written({ id: `m${id}` }));
    await withIndex(place, async () => undefined);
  });
});
