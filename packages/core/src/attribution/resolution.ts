import type { LimitReadingAt } from './piece.ts';

/** Finer digits than these are not looked for: other doubts are larger by far. */
const FINEST = 1e-4;
/** So many numbers are looked at. */
const LOOKED_AT = 500;

/** The step that the percents of a limit were rounded to, in points: 1 for whole numbers, 0.1, 0.01, … */
export function resolutionOf(readings: readonly LimitReadingAt[]): number {
  const seen = readings.slice(-LOOKED_AT).flatMap(({ percent }) => (percent === null ? [] : [percent]));
  for (let digits = 0; 10 ** -digits > FINEST; digits += 1) {
    const scale = 10 ** digits;
    if (seen.every((percent) => Math.abs(percent * scale - Math.round(percent * scale)) < 1e-6))
      return 1 / scale;
  }
  return FINEST;
}
