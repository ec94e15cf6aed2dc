import type { Forecast, KnownForecast } from './forecast.ts';

/**
 * The limit that stops the person first: of the walls that are more likely than not the earliest; when none is, the
 * likeliest. Ties go to the earlier one in the list. Null when nothing could be foretold.
 */
export function bindingForecast(forecasts: readonly Forecast[]): KnownForecast | null {
  let best: KnownForecast | null = null;
  for (const forecast of forecasts) {
    if (forecast.kind === 'declined') continue;
    if (best === null || isSooner(forecast, best)) best = forecast;
  }
  return best;
}

function isSooner(a: KnownForecast, b: KnownForecast): boolean {
  if (a.lastsUntilReset !== b.lastsUntilReset) return !a.lastsUntilReset;
  if (a.lastsUntilReset) return a.hitProbability > b.hitProbability;
  return (a.hitAt?.mid ?? Infinity) < (b.hitAt?.mid ?? Infinity);
}
