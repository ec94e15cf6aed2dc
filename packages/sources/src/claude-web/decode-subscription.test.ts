import type { Billing } from '@claude-meter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureNames } from '../../test/fixture.ts';
import { decodeSubscription } from '../index.ts';

const EXPECTED: Record<string, Billing | null> = {
  'active.json': {
    status: 'active',
    next_charge: '2026-04-30',
    ends_at: null,
    card: { brand: 'mastercard', last4: '0936' },
  },
  'charge-at.json': {
    status: 'active',
    next_charge: '2026-12-01T08:15:00Z',
    ends_at: null,
    card: { brand: 'card', last4: '4242' },
  },
  'ending.json': { status: 'active', next_charge: null, ends_at: '2026-12-01T08:15:00Z', card: null },
  'canceled.json': { status: 'canceled', next_charge: null, ends_at: null, card: null },
  'free.json': { status: null, next_charge: null, ends_at: null, card: null },
};

describe('decodeSubscription', () => {
  it('every fixture is expected below', () => {
    expect(fixtureNames('claude-web', 'subscription').sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    expect(decodeSubscription(fixture('claude-web', `subscription/${name}`))).toEqual(expected);
  });

  it.each(['', 'null', '{}', '[]', '{"error":{"type":"x"}}', '{"status":7,"payment_method":"visa"}'])(
    'knows nothing in %s',
    (text) => {
      expect(decodeSubscription(text)).toBeNull();
    },
  );

  it.each(['12', '12345', 'abcd', '', null, 4242])('shows no card whose last four digits are %s', (last4) => {
    const text = JSON.stringify({ status: 'active', payment_method: { brand: 'visa', last4 } });
    expect(decodeSubscription(text)?.card).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => decodeSubscription(text)).not.toThrow();
      }),
    );
  });
});
