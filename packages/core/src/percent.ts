/**
 * A percentage as glanceable surfaces print it: a whole number, halves to even like the first ClaudeMeter. For show
 * only: colours and alarms use the unrounded value.
 */
export function roundPercent(percent: number): number {
  const floor = Math.floor(percent);
  const rest = percent - floor;
  if (rest !== 0.5) return Math.round(percent);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `47%`, or `—` when the number is not known. Never 0 for unknown. */
export function formatPercent(percent: number | null): string {
  return percent === null ? '—' : `${String(roundPercent(percent))}%`;
}

/** A share of an amount of money, halves up as on a bill: 36.5 is `37%`; `—` when it is not known. */
export function formatShare(percent: number | null): string {
  return percent === null ? '—' : `${Math.round(percent) + 0}%`;
}
