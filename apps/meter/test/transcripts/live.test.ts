import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { INDEX_NAME } from '../../src/transcripts/open-index.ts';
import { indexed, newPlace, outputOf } from './written.ts';

/** Most of the time goes into starting it again. */
const KILLS = process.env['NIGHTLY'] === '1' ? 50 : 15;

function run(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

describe('an index under twenty writing sessions', () => {
  it('is exact in the end, though its keeper was killed again and again', { timeout: 180_000 }, async () => {
    using place = newPlace();
    const writer = run('write-sessions.ts', place.root, '7');
    for (let kill = 0; kill < KILLS; kill++) {
      const keeper = run('keep-index.ts', place.home, place.root);
      await once(keeper.stdout as NodeJS.ReadableStream, 'data');
      // From the first moment on, so that each part of an update is hit now and then.
      await setTimeout((kill * 37) % 400);
      keeper.kill('SIGKILL');
      await once(keeper, 'exit');
    }
    writer.stdin?.write('stop\n');
    const [said] = await once(writer.stdout as NodeJS.ReadableStream, 'data');
    const truth = JSON.parse(String(said)) as { requests: number; output: number };
    const left = new DatabaseSync(join(place.home, INDEX_NAME));
    expect(left.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(left.prepare('SELECT count(*) > 10 AS isKept FROM file').get()).toEqual({ isKept: 1 });
    left.close();
    const { requests } = await indexed(place);
    expect(truth.requests).toBeGreaterThan(200);
    expect({
      requests: requests.counts.reduce((sum, one) => sum + one, 0),
      output: outputOf(requests),
    }).toEqual(truth);
  });
});
