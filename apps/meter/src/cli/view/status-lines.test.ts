import type { KnownForecast } from '@claude-meter/core';
import type { ForecastEntry } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { SAMPLE_NOW, sampleSnapshot } from '../../../test/sample-snapshots.ts';
import type { Health } from '../../health.ts';
import { statusLines } from './status-lines.ts';
import { printLine } from './styled.ts';

const HEALTH: Health = {
  ok: true,
  name: 'claude-meter',
  version: '1.2.3',
  pid: 4321,
  started_at: new Date(SAMPLE_NOW - 3_600_000).toISOString(),
  sources: {} as Health['sources'],
  store_trouble: null,
  transcripts: { state: 'off', progress: null, updated_at: null, unreadable: 0, trouble: null },
  hints: [],
};
const ORG = sampleSnapshot().org_uuid;
const HOUR = 3_600_000;

function foretold(limit_id: string, hitProbability: number, org_uuid: string = ORG): ForecastEntry {
  const hitAt = { low: SAMPLE_NOW + HOUR, mid: SAMPLE_NOW + 2 * HOUR, high: SAMPLE_NOW + 3 * HOUR };
  const forecast: KnownForecast = {
    kind: 'forecast',
    limitId: limit_id,
    hitProbability,
    hitAt,
    lastsUntilReset: hitProbability < 0.5,
    percentAtReset: { low: 90, mid: 95, high: 100 },
    fan: [],
    confidence: 'medium',
    basis: '',
    ordinarySession: null,
    pace: null,
    words: '',
  };
  return { org_uuid, limit_id, forecast };
}

function declined(limit_id: string): ForecastEntry {
  return {
    org_uuid: ORG,
    limit_id,
    forecast: { kind: 'declined', limitId: limit_id, reason: 'Stale.', pace: null },
  };
}

const printed = (forecasts: ForecastEntry[]) =>
  statusLines(
    { health: HEALTH, snapshots: [sampleSnapshot()], forecasts },
    { now: SAMPLE_NOW, timeZone: 'UTC', port: 63_762, home: '/home/you/.claude-meter', extension: null },
  ).map((line) => printLine(line, false));

describe('statusLines', () => {
  it.each<[string, ForecastEntry[], string[]]>([
    [
      'the wall that comes first',
      [foretold('seven_day', 0.2), foretold('five_hour', 0.82)],
      ['  forecast    5-hour wall likely about 20:00 (82%)'],
    ],
    [
      'that no wall is near',
      [foretold('seven_day', 0.04), declined('five_hour')],
      ['  forecast    7-day all lasts until the reset (96%)'],
    ],
    ['nothing where nothing can be foretold', [declined('five_hour')], []],
    ['nothing of another account', [foretold('five_hour', 0.82, 'another-org')], []],
    ['nothing without a history', [], []],
  ])('says %s', (_, forecasts, rows) => {
    expect(printed(forecasts).filter((line) => line.startsWith('  forecast'))).toEqual(rows);
  });

  it('says the forecast below the limit that binds now', () => {
    const lines = printed([foretold('five_hour', 0.82)]);
    const at = lines.findIndex((line) => line.startsWith('  forecast'));
    expect(lines[at - 1]).toBe('  binding     5-hour 91.4%, resets in 4h');
  });
});
