import { expect, it } from 'vitest';
import { attributedAccount } from '../../test/attributed-account.ts';
import { ordinarySession } from './ordinary-session.ts';

const USUAL = { digits: 1, elsewherePerDay: 0.5, sleeps: false };

it('tells the median session and the middle half, near what sessions really took', () => {
  const { account, attributed } = attributedAccount({ ...USUAL, seed: 6, weeks: 6 });
  const told = ordinarySession(attributed, { until: account.until, sessionOf: String });
  if (told.kind !== 'ordinary') throw new Error(told.kind);
  const costs = new Map<number, number>();
  for (const { session, points } of account.requests) costs.set(session, (costs.get(session) ?? 0) + points);
  const sorted = [...costs.values()].sort((a, b) => a - b);
  const quartile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  expect(told.sessions).toBeGreaterThan(40);
  for (const [value, share] of [
    [told.low, 0.25],
    [told.median, 0.5],
    [told.high, 0.75],
  ] as const) {
    expect(Math.abs(Math.log(value / quartile(share)))).toBeLessThan(0.3);
  }
});

it('leaves out work without a session, and the session that may still go on', () => {
  const { account, attributed } = attributedAccount({ ...USUAL, seed: 6, weeks: 6 });
  const all = ordinarySession(attributed, { until: account.until, sessionOf: String });
  const last = Math.max(...account.requests.map(({ at }) => at));
  const soon = ordinarySession(attributed, { until: last + 60_000, sessionOf: String });
  const none = ordinarySession(attributed, { until: account.until, sessionOf: () => null });
  expect(none).toEqual({ kind: 'thin', sessions: 0 });
  expect(soon.sessions).toBe(all.sessions - 1);
});

it('says nothing with too few', () => {
  const { account, attributed } = attributedAccount({ ...USUAL, seed: 6, weeks: 6 });
  const told = ordinarySession(attributed, {
    until: account.until,
    sessionOf: (context) => (context < 3 ? String(context) : null),
  });
  expect(told).toMatchObject({ kind: 'thin' });
});
