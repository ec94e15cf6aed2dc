import { describe, expect, it } from 'vitest';
import { bindingForecast } from './binding-forecast.ts';
import type { Forecast } from './forecast.ts';

function forecast(limitId: string, hitProbability: number, hitAt: number | null): Forecast {
  return {
    kind: 'forecast',
    limitId,
    hitProbability,
    hitAt: hitAt === null ? null : { low: hitAt - 1, mid: hitAt, high: hitAt + 1 },
    lastsUntilReset: hitProbability < 0.5,
    percentAtReset: { low: 0, mid: 0, high: 0 },
    fan: [],
    confidence: 'low',
    basis: '',
    ordinarySession: null,
    pace: null,
    words: '',
  };
}
const declined: Forecast = { kind: 'declined', limitId: 'seven_day', reason: 'stale', pace: null };

describe('bindingForecast', () => {
  it.each<[string, Forecast[], string | null]>([
    ['the earlier of two predicted walls', [forecast('a', 0.9, 50), forecast('b', 0.6, 40)], 'b'],
    ['a predicted wall before a nearer unlikely one', [forecast('a', 0.3, 10), forecast('b', 0.6, 40)], 'b'],
    ['the likeliest when none is predicted', [forecast('a', 0.1, null), forecast('b', 0.3, 40)], 'b'],
    ['the first of equals', [forecast('a', 0.6, 40), forecast('b', 0.7, 40)], 'a'],
    ['what was foretold, not what was declined', [declined, forecast('b', 0.01, null)], 'b'],
    ['nothing when all are declined', [declined], null],
    ['nothing of nothing', [], null],
  ])('is %s', (_, forecasts, limitId) => {
    expect(bindingForecast(forecasts)?.limitId ?? null).toBe(limitId);
  });
});
