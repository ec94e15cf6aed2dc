import type { Fit } from './fit-weights.ts';
import { logLikelihood } from './stretch-likelihood.ts';
import { expectedOf, type Lesson, surroundingsOf } from './weights-model.ts';

/** Factors on what tokens weigh that are tried, log scale: from a fifth to five times, in even steps. */
const REACH = 1.6;
export const GRID_STEP = 0.05;
export const GRID: number = 2 * Math.round(REACH / GRID_STEP) + 1;

export function factorAtPlace(place: number): number {
  return (place - (GRID - 1) / 2) * GRID_STEP;
}

/** Log-likelihood of some lessons with all weights multiplied by each factor of the grid. */
export function profileOf(lessons: readonly Lesson[], fit: Fit): Float64Array {
  const around = surroundingsOf(fit.layout, fit.numbers);
  const profile = new Float64Array(GRID);
  for (const lesson of lessons) {
    const local = expectedOf(fit.layout, fit.numbers, lesson);
    for (let place = 0; place < GRID; place += 1) {
      const likelihood = logLikelihood(lesson, local * Math.exp(factorAtPlace(place)), around);
      profile[place] = (profile[place] as number) + likelihood;
    }
  }
  return profile;
}

/** The likeliest factor of a profile between the places of the grid: its log, standard error, and log-likelihood. */
export function peakOf(profile: Float64Array): { log: number; error: number; height: number } {
  let best = 0;
  for (let place = 1; place < GRID; place += 1)
    if ((profile[place] as number) > (profile[best] as number)) best = place;
  const middle = Math.min(Math.max(best, 1), GRID - 2);
  const [left = 0, top = 0, right = 0] = profile.subarray(middle - 1, middle + 2);
  const bend = 2 * top - left - right;
  if (bend <= 1e-9) return { log: factorAtPlace(best), error: REACH, height: profile[best] as number };
  const shift = Math.min(1, Math.max(-1, (right - left) / (2 * bend)));
  return {
    log: factorAtPlace(middle) + shift * GRID_STEP,
    error: Math.min(REACH, GRID_STEP / Math.sqrt(bend)),
    height: top + ((right - left) * shift) / 4,
  };
}
