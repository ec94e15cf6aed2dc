import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Report, Use } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { PriceBook } from '../../src/prices/price-table.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { readQuery } from '../../src/report/report-query.ts';
import type { Requests } from '../../src/transcripts/load-requests.ts';
import { plainUnique } from '../../src/transcripts/unpack-chunks.ts';
import { type SetTruth, type Truth, writeSet } from './made-set.ts';
import { indexed, newPlace } from './written.ts';

/** Larger sets whose truth stands in a `manifest.json` beside their `projects`, where somebody has some. */
const GIVEN = (process.env['CLAUDE_METER_TEST_SETS'] ?? '').split(delimiter).filter((set) => set !== '');

function truthOf(use: Use): Truth {
  return {
    requests: use.requests,
    input: use.input_tokens,
    output: use.output_tokens,
    cacheWrite: use.cache_write_5m_tokens + use.cache_write_1h_tokens,
    cacheRead: use.cache_read_tokens,
  };
}

/** What the reports say, by model, day and session. */
function reported(requests: Requests): SetTruth {
  const rows = (kind: string): [string, Truth][] => {
    const read = readQuery({ kind, timezone: 'UTC' }, { zone: 'UTC', now: 0 });
    if (!read.ok) throw new Error(read.error);
    const made: Report = buildReport(read.query, {
      requests,
      book: new PriceBook(),
      damaged: { lines: 0, files: 0, first: [] },
      now: 0,
      sessionResets: [],
      weekResets: [],
    });
    return made.rows.map((row) => {
      const key =
        'from' in row ? row.from : 'session' in row ? row.session : 'model' in row ? row.model : null;
      return [key ?? 'none', truthOf(row)];
    });
  };
  return {
    byModel: Object.fromEntries(rows('models')),
    byDay: Object.fromEntries(rows('daily')),
    bySession: Object.fromEntries(rows('sessions')),
  };
}

describe('transcripts of which the truth is known', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
    'are counted exactly by model, day and session: seed %d',
    async (seed) => {
      using place = newPlace();
      const truth = writeSet(place.root, seed);
      expect(reported((await indexed(place)).requests)).toEqual(truth);
    },
  );

  it('are hard to count: the sum of all rows is far from the truth', async () => {
    using place = newPlace();
    const truth = writeSet(place.root, 1);
    const { requests } = await indexed(place);
    const { rows } = requests;
    const all = { ...requests, ...plainUnique(rows, new Uint8Array(rows.length).fill(1)) };
    const sum = (counted: SetTruth): number =>
      Object.values(counted.byModel).reduce((total, { output }) => total + output, 0);
    expect(sum(reported(all))).toBeGreaterThan(sum(truth) * 1.2);
    expect(Object.keys(truth.byModel)).toHaveLength(5);
    expect(Object.keys(truth.byDay).length).toBeGreaterThan(4);
  });

  it.runIf(GIVEN.length > 0).each(GIVEN)('%s is counted exactly', { timeout: 120_000 }, async (set) => {
    using place = newPlace();
    const manifest = join(set, 'manifest.json');
    if (!existsSync(manifest)) throw new Error(`${JSON.stringify(manifest)} is not there.`);
    const { truth, truthBySession } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      truth: { byModel: Record<string, Written>; byDay: Record<string, Written> };
      truthBySession: Record<string, Written>;
    };
    const root = join(set, 'projects');
    expect(reported((await indexed({ root, home: place.home })).requests)).toEqual({
      byModel: read(truth.byModel),
      byDay: read(truth.byDay),
      bySession: read(truthBySession),
    });
  });
});

/** As the manifest names what `Truth` holds. */
interface Written {
  requests: number;
  input: number;
  output: number;
  cacheCreate: number;
  cacheRead: number;
}

function read(truths: Record<string, Written>): Record<string, Truth> {
  return Object.fromEntries(
    Object.entries(truths).map(([key, { requests, input, output, cacheCreate, cacheRead }]) => [
      key,
      { requests, input, output, cacheWrite: cacheCreate, cacheRead },
    ]),
  );
}
