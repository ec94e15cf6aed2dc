import { describe, expect, it } from 'vitest';
import { readRange } from './read-query.ts';

const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const NOW = Date.parse('2026-11-22T12:00:00Z');
const GOOD = { org: ORG, limit: 'five_hour' };

describe('readRange', () => {
  it.each([
    ['a day until now', {}, [NOW - 86_400_000, NOW, 1000]],
    ['milliseconds', { from: '0', to: '60000' }, [0, 60_000, 1000]],
    [
      'ISO-8601 with a zone',
      { from: '2026-11-22T10:00:00+02:00' },
      [Date.parse('2026-11-22T08:00:00Z'), NOW, 1000],
    ],
    ['as many points as are drawn', { points: '4000' }, [NOW - 86_400_000, NOW, 4000]],
    ['empty values as none', { from: '', to: '', points: '' }, [NOW - 86_400_000, NOW, 1000]],
  ])('takes %s', (_, query, [from, to, points]) => {
    const value = { org_uuid: ORG, limit_id: 'five_hour', from, to, points };
    expect(readRange({ ...GOOD, ...query }, NOW)).toEqual({ ok: true, value });
  });

  it('takes an org in capitals', () => {
    expect(readRange({ ...GOOD, org: ORG.toUpperCase() }, NOW)).toMatchObject({ value: { org_uuid: ORG } });
  });

  it.each([
    [{ org: '' }, 'org ""'],
    [{ org: `${ORG}'--` }, 'is no organization uuid'],
    [{ limit: '' }, 'limit ""'],
    [{ limit: 'x'.repeat(201) }, 'names no limit'],
    [{ from: 'yesterday' }, 'from "yesterday" is neither'],
    [{ from: '2026-11-22' }, 'from "2026-11-22" is neither'],
    [{ from: '2026-11-22T10:00:00' }, 'with a zone'],
    [{ to: '-1' }, 'to "-1"'],
    [{ to: '99999999999999999' }, 'is neither'],
    [{ from: '60000', to: '60000' }, 'does not lie before to'],
    [{ points: '4001' }, 'from 10 to 4000'],
    [{ points: '9' }, 'points "9"'],
    [{ points: '1e3' }, 'points "1e3"'],
  ])('refuses %j in words', (query, words) => {
    const read = readRange({ ...GOOD, ...query }, NOW);
    expect(read.ok ? 'taken' : read.error).toContain(words);
  });
});
