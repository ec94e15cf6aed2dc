import { setTimeout as after } from 'node:timers/promises';
import type { FirstLook } from '@claude-meter/wire';
import type { Forecaster } from './forecast.ts';
import { readVerifyResult } from './verify-result.ts';

/** How long the first page waits for its forecasts, ms: it is rather shown without them than late. */
const PATIENCE_MS = 40;

/** What the first page brings beside the snapshots; null when it was not ready in time, or the history cannot be read. */
export async function firstLook({
  forecaster,
  now,
  home,
}: {
  forecaster: Forecaster;
  now: number;
  home: string;
}): Promise<FirstLook | null> {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const worked = forecaster.worked({ org: null, now, timeZone }).catch(() => null);
  const forecast = await Promise.race([worked, after(PATIENCE_MS, null, { ref: false })]);
  return forecast === null ? null : { time_zone: timeZone, forecast, verified: readVerifyResult(home) };
}
