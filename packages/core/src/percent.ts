/**
 * A percentage as glanceable surfaces print it: a whole number, halves up as on a bill, the same on every surface. For
 * show only: colours and alarms use the unrounded value.
 */
export function roundPercent(percent: number): number {
  // Never `-0`: it would print a sign.
  return Math.round(percent) + 0;
}

/** `47%`, or `—` when the number is not known. Never 0 for unknown. */
export function formatPercent(percent: number | null): string {
  return percent === null ? '—' : `${roundPercent(percent)}%`;
}
