import type { FirstLook } from '@claude-meter/wire';

/**
 * What the page brought beside the snapshots. Null when it brought nothing, or a forecast for another clock than the
 * person's: it is asked for then.
 */
export function readFirstLook(text: string, timeZone: string): FirstLook | null {
  try {
    const look = JSON.parse(text) as FirstLook | null;
    return look?.time_zone === timeZone ? look : null;
  } catch {
    return null;
  }
}
