import { describe, expect, it } from 'vitest';
import { type ClaimRelation, judgeClaims, parseClaims } from './claims.ts';

const BODY =
  '{"five_hour":{"utilization":42.4,"resets_at":null},"seven_day":{"utilization":31.0,"resets_at":null},"seven_day_opus":{"utilization":91,"resets_at":null},"limits":[{"kind":"session","percent":42},{"kind":"weekly_scoped","percent":4,"scope":{"model":{"display_name":"Fable"}}}]}';
const FRACTIONS =
  '{"five_hour":{"utilization":0.42,"resets_at":null},"seven_day":{"utilization":0.71,"resets_at":null}}';

describe('what another tool shows', () => {
  it.each([
    ['5h=42', [{ window: '5h', percent: '42' }]],
    [
      ' 5h = 42.5% , 7d=31',
      [
        { window: '5h', percent: '42.5' },
        { window: '7d', percent: '31' },
      ],
    ],
    ['7-day Opus=91', [{ window: '7-day Opus', percent: '91' }]],
  ])('reads %j', (text, claims) => {
    expect(parseClaims(text)).toEqual({ ok: true, claims });
  });

  it.each(['', '42', '5h=', '5h=x', '=42', '5h=42,,7d=1', '5h=-1'])('refuses %j', (text) => {
    expect(parseClaims(text)).toMatchObject({ ok: false });
  });

  it.each<[claim: string, served: string | null, relation: ClaimRelation, body?: string]>([
    ['5h=42.4', '42.4', 'exact'],
    ['5h=42.40', '42.4', 'exact'],
    ['5h=42', '42.4', 'rounding'],
    ['5h=42.5', '42.4', 'different'],
    ['5h=43', '42.4', 'different'],
    ['session=0.424', '42.4', 'factor_100'],
    ['7d=31', '31.0', 'exact'],
    ['opus=91', '91', 'exact'],
    ['7-day Opus=90', '91', 'different'],
    ['seven_day_opus=91', '91', 'exact'],
    ['weekly_scoped:fable=4', '4', 'exact'],
    ['sonnet=1', null, 'not_served'],
    ['toString=1', null, 'not_served'],
    ['5h=42', '0.42', 'exact', FRACTIONS],
    ['7d=0.71', '0.71', 'factor_100', FRACTIONS],
    ['5h=42', null, 'not_served', 'not JSON'],
  ])('%s against %s is %s', (text, served, relation, body = BODY) => {
    const parsed = parseClaims(text);
    if (!parsed.ok) throw new Error(parsed.error);
    expect(judgeClaims(body, parsed.claims)).toMatchObject([{ served, relation }]);
  });
});
