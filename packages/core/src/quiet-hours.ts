import { wallClock } from './wall-clock.ts';

/** A span of every day in which nobody wants to be disturbed, `HH:MM` each; it may go over midnight. */
export interface QuietHours {
  from: string;
  to: string;
}

/** Whether a moment lies in the quiet hours. The same time twice means never. */
export function isQuiet(now: number, quiet: QuietHours | null, timeZone: string): boolean {
  if (quiet === null) return false;
  const { time } = wallClock(now, timeZone);
  const { from, to } = quiet;
  return from <= to ? from <= time && time < to : from <= time || time < to;
}
