import { describe, expect, it } from 'vitest';
import { readDesktopHistory } from './desktop-history.ts';

const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const MINUTE = 60_000;
const file = (samples: unknown[], version: unknown = 2) => JSON.stringify({ version, samples });
const NOW = 1_000 * MINUTE;

describe('readDesktopHistory', () => {
  it('keeps changes, in the order of time, and calls them imported', () => {
    const text = file([
      { t: 20 * MINUTE, org: ORG, u: { fh: 12, sd: 3.5 } },
      { t: 10 * MINUTE, org: ORG, u: { fh: 12, sd: 3 } },
    ]);
    const records = readDesktopHistory(text, NOW) ?? [];
    const samples = records.filter((one) => one.record === 'sample');
    expect(samples.map(({ limit_id, at, percent }) => [limit_id, at / MINUTE, percent])).toEqual([
      ['five_hour', 10, 12],
      ['seven_day', 10, 3],
      ['seven_day', 20, 3.5],
    ]);
    expect(samples.every((one) => one.source === 'import' && one.browser === 'Claude Desktop')).toBe(true);
    expect(records.filter((one) => one.record === 'watch')).toEqual([
      { record: 'watch', org_uuid: ORG, since: 10 * MINUTE, until: 20 * MINUTE },
    ]);
  });

  it('takes a pause of the desktop app for a gap, not the quarter of an hour between two samples', () => {
    const at = [0, 15, 30, 62, 77].map((minute) => ({ t: minute * MINUTE, org: ORG, u: { fh: 1, sd: 1 } }));
    const spans = (readDesktopHistory(file(at), NOW) ?? []).filter((one) => one.record === 'watch');
    expect(spans.map(({ since, until }) => [since / MINUTE, until / MINUTE])).toEqual([
      [0, 30],
      [62, 77],
    ]);
  });

  it.each([
    ['no org', { t: 1, u: { fh: 1 } }],
    ['an org that is no uuid', { t: 1, org: '../x', u: { fh: 1 } }],
    ['a time that is text', { t: '1', org: ORG, u: { fh: 1 } }],
    ['a time to come', { t: NOW + 1, org: ORG, u: { fh: 1 } }],
    ['no numbers', { t: 1, org: ORG, u: { fh: 'x' } }],
    ['nothing', null],
  ])('leaves out a sample with %s, and keeps the others', (_, bad) => {
    const records = readDesktopHistory(file([bad, { t: 5, org: ORG, u: { fh: 7 } }]), NOW) ?? [];
    expect(records.flatMap((one) => (one.record === 'sample' ? [one.percent] : []))).toEqual([7]);
  });

  it.each([
    ['another version', file([], 3)],
    ['no list', '{"version":2}'],
    ['no JSON', '{"version":2,'],
    ['nothing', ''],
  ])('does not guess at a file with %s', (_, text) => {
    expect(readDesktopHistory(text, NOW)).toBeNull();
  });
});
