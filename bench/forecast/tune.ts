import { DAYS_TUNING, forecastOf, HOURS_TUNING, type Tuning } from '@claude-meter/core';
import { inputOf, type Moment } from './moment.ts';

/** Values a number is tried at, times its present one. */
const FACTORS = [0.5, 0.75, 1.33, 2];
/** An 80 % interval that misses pays 2 / (1 − 0.8) times the distance (the interval score of Gneiting and Raftery). */
const MISS = 10;
/** How much a point of interval score weighs against the Brier score. */
const INTERVAL_WEIGHT = 0.001;

/**
 * Walks through the tuning numbers one at a time and keeps what makes the forecasts of these moments better: Brier score
 * plus interval score. Prints what it finds; nothing is written.
 */
export function tune(moments: readonly Moment[], passes: number): void {
  for (const kind of ['session', 'weekly'] as const) {
    const some = moments.filter((moment) => moment.kind === kind);
    let best: Tuning = kind === 'session' ? HOURS_TUNING : DAYS_TUNING;
    let least = lossOf(some, best);
    console.log(`${kind}: ${some.length} moments, loss ${least.toFixed(5)}`);
    for (let pass = 0; pass < passes; pass += 1) {
      for (const key of Object.keys(best) as (keyof Tuning)[]) {
        for (const factor of FACTORS) {
          const tried = { ...best, [key]: best[key] * factor };
          const loss = lossOf(some, tried);
          if (loss >= least - 1e-5) continue;
          [best, least] = [tried, loss];
          console.log(`  ${key} ${tried[key].toPrecision(3)}: ${loss.toFixed(5)}`);
        }
      }
    }
    console.log(best);
  }
}

function lossOf(moments: readonly Moment[], tuning: Tuning): number {
  let total = 0;
  for (const moment of moments) {
    const forecast = forecastOf(inputOf(moment), tuning);
    if (forecast.kind === 'declined') continue;
    const { low, high } = forecast.percentAtReset;
    const truth = moment.percentAtReset;
    const missed = Math.max(0, low - truth, truth - high);
    const interval = high - low + MISS * missed;
    total += (forecast.hitProbability - Number(moment.hit)) ** 2 + INTERVAL_WEIGHT * interval;
  }
  return total / moments.length;
}
