import type { ExtraUsage } from '@claude-meter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureNames } from '../../test/fixture.ts';
import { decodeOverage } from '../index.ts';

const money = (minor: number, currency: string | null, exponent = 2) => ({ minor, currency, exponent });
const NOTHING: ExtraUsage = {
  enabled: null,
  used: null,
  limit: null,
  percent: null,
  blocked: false,
  blocked_until: null,
  reason: null,
};

const EXPECTED: Record<string, ExtraUsage | null> = {
  'enabled.json': {
    ...NOTHING,
    enabled: true,
    used: money(420, 'USD'),
    limit: money(5000, 'USD'),
    percent: 8.4,
  },
  'blocked-until.json': {
    ...NOTHING,
    enabled: true,
    used: money(5000, 'USD'),
    limit: money(5000, 'USD'),
    percent: 100,
    blocked: true,
    blocked_until: '2026-05-01T07:00:00Z',
  },
  'cad-own-limit-reached.json': {
    ...NOTHING,
    enabled: false,
    used: money(6230, 'CAD'),
    limit: money(6000, 'CAD'),
    percent: expect.closeTo(103.8333, 4) as unknown as number,
    reason: 'self_selected_spend_limit_reached',
  },
  'no-cap.json': { ...NOTHING, enabled: true, used: money(763, null) },
  'all-null.json': NOTHING,
  'null.json': null,
};

describe('decodeOverage', () => {
  it('every fixture is expected below', () => {
    expect(fixtureNames('claude-web', 'overage').sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    expect(decodeOverage(fixture('claude-web', `overage/${name}`))).toEqual(expected);
  });

  it.each(['', '{}', '[]', '"x"', '<html>', '{"error":{"type":"not_found_error"}}', '{"is_enabled":"yes"}'])(
    'knows nothing in %s',
    (text) => {
      expect(decodeOverage(text)).toBeNull();
    },
  );

  it.each([
    ['{"out_of_credits":true}', { ...NOTHING, blocked: true }],
    ['{"out_of_credits":false}', NOTHING],
    [
      '{"disabled_reason":"org_spend_cap_reached"}',
      { ...NOTHING, blocked: true, reason: 'org_spend_cap_reached' },
    ],
    ['{"used_credits":-5,"is_enabled":true}', { ...NOTHING, enabled: true }],
    ['{"used_credits":"5","is_enabled":true}', { ...NOTHING, enabled: true }],
    [
      '{"used_credits":5,"monthly_credit_limit":0,"currency":"JPY","decimal_places":0}',
      { ...NOTHING, used: money(5, 'JPY', 0), limit: money(0, 'JPY', 0) },
    ],
  ])('%s', (text, expected) => {
    expect(decodeOverage(text)).toEqual(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => decodeOverage(text)).not.toThrow();
      }),
    );
  });
});
