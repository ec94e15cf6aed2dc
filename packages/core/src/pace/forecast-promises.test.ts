import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Forecast, ForecastInput, KnownForecast } from './forecast.ts';
import { forecastOf } from './forecast-of.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const iso = (at: number) => new Date(at).toISOString();

function known(forecast: Forecast): KnownForecast {
  if (forecast.kind === 'declined') throw new Error(forecast.reason);
  return forecast;
}

const changes = fc
  .array(
    fc.record({ back: fc.integer({ min: 0, max: 40 * 24 * 60 }), percent: fc.integer({ min: 0, max: 104 }) }),
    {
      maxLength: 120,
    },
  )
  .map((some) =>
    some.map(({ back, percent }) => ({ at: NOW - back * MINUTE, percent })).sort((a, b) => a.at - b.at),
  );

const anyInput = fc.record({
  history: changes,
  left: fc.integer({ min: 1, max: 7 * 24 * 60 }),
  kind: fc.constantFrom(
    'session' as const,
    'weekly' as const,
    'scoped' as const,
    'pool' as const,
    'other' as const,
  ),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'),
  gaps: fc
    .array(fc.tuple(fc.nat(40 * 24 * 60), fc.nat(2000)), { maxLength: 6 })
    .map((some) =>
      some
        .map(([back, minutes]): [number, number] => [
          NOW - back * MINUTE,
          NOW - back * MINUTE + minutes * MINUTE,
        ])
        .sort((a, b) => a[0] - b[0]),
    ),
});

function build(
  given: typeof anyInput extends fc.Arbitrary<infer T> ? T : never,
  percent: number,
): ForecastInput {
  const { history, left, kind, timeZone, gaps } = given;
  const resets_at = iso(NOW + left * MINUTE);
  const window = {
    openedAt: NOW - 9 * DAY,
    resetsAt: NOW - 8 * DAY,
    peak: 50,
    lastPercent: 50,
    fullAt: null,
  };
  const limit = { id: 'any', kind, percent, resets_at };
  return { now: NOW, limit, samples: [], gaps, pastWindows: [window], history, timeZone, live: true };
}

describe('whatever happened before', () => {
  it('chances lie between 0 and 1, intervals are in order, nothing falls', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 0, max: 99 }), (given, percent) => {
        const forecast = known(forecastOf(build(given, percent)));
        expect(forecast.hitProbability).toBeGreaterThan(0);
        expect(forecast.hitProbability).toBeLessThan(1);
        for (const range of [forecast.percentAtReset, ...forecast.fan]) {
          expect(range.low).toBeGreaterThanOrEqual(percent);
          expect(range.mid).toBeGreaterThanOrEqual(range.low);
          expect(range.high).toBeGreaterThanOrEqual(range.mid);
          expect(range.high).toBeLessThanOrEqual(100);
        }
        if (forecast.hitAt !== null) {
          expect(forecast.hitAt.low).toBeGreaterThanOrEqual(NOW);
          expect(forecast.hitAt.high).toBeLessThanOrEqual(NOW + given.left * MINUTE);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a higher percent never lowers the chance', () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.integer({ min: 0, max: 98 }),
        fc.integer({ min: 1, max: 30 }),
        (given, percent, more) => {
          const chance = (of: number) => known(forecastOf(build(given, of))).hitProbability;
          expect(chance(percent + more)).toBeGreaterThanOrEqual(chance(percent));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('the same input gives the same answer', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        expect(forecastOf(build(given, 50))).toEqual(forecastOf(build(given, 50)));
      }),
      { numRuns: 20 },
    );
  });
});
