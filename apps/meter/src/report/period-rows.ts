import type { PeriodRow } from '@claude-meter/wire';
import { type Calendar, dayText, monthSpan, weekStart } from './calendar.ts';
import { type ChosenRows, groupRows } from './chosen-rows.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export interface PeriodOptions {
  calendar: Calendar;
  unit: 'day' | 'week' | 'month';
  /** Ends of the server's own weeks, ms. Where one of them is known it is the week, not the calendar's. */
  windows: readonly number[];
}

/** One row per period in which there were requests, the earliest first. */
export function periodRows(chosen: ChosenRows, options: PeriodOptions): PeriodRow[] {
  const { calendar, unit } = options;
  const ends = [...new Set(options.windows)].sort((a, b) => a - b);
  const bounds = ends.flatMap((end) => [end - WEEK_MS, end]);
  // Requests of the server's windows are known by the end of it in ms, those of calendar periods by their first day:
  // the two never meet, days since 1970 being far fewer than ms.
  const groups = groupRows(chosen, (at) => {
    const { day, from, to } = calendar.daySpan(at);
    const place = { key: windowEnd(ends, at) ?? firstDay(day, unit), from, to };
    for (const bound of bounds) {
      if (bound <= at) place.from = Math.max(place.from, bound);
      else place.to = Math.min(place.to, bound);
    }
    return place;
  });
  return [...groups]
    .sort(([, a], [, b]) => a.firstAt - b.firstAt)
    .map(([key, tally]) => {
      const use = tally.use(chosen.nameOf);
      if (!ends.includes(key)) return { ...calendarSpan(key, unit), window: null, ...use };
      const start = key - WEEK_MS;
      return {
        from: dayText(calendar.dayOf(start)),
        to: dayText(calendar.dayOf(key - 1)),
        window: { start: new Date(start).toISOString(), end: new Date(key).toISOString() },
        ...use,
      };
    });
}

/** The end of the known window that a moment lies in. */
function windowEnd(ends: readonly number[], at: number): number | null {
  // No windows are known of days and months: then this is asked of each request for nothing.
  const end = ends.length === 0 ? undefined : ends.find((one) => at < one);
  return end !== undefined && at >= end - WEEK_MS ? end : null;
}

function firstDay(day: number, unit: PeriodOptions['unit']): number {
  if (unit === 'day') return day;
  return unit === 'week' ? weekStart(day) : monthSpan(day)[0];
}

function calendarSpan(first: number, unit: PeriodOptions['unit']): { from: string; to: string } {
  const next = unit === 'day' ? first + 1 : unit === 'week' ? first + 7 : monthSpan(first)[1];
  return { from: dayText(first), to: dayText(next - 1) };
}
