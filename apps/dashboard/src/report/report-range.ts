import { zoneOffset } from '@claude-meter/core';

/** How far back a report goes, in days; all when there is none. */
export const REPORT_RANGES = ['today', '7d', '30d', '90d', 'all'] as const;
export type ReportRange = (typeof REPORT_RANGES)[number];

export const RANGE_TEXTS: Readonly<Record<ReportRange, { text: string; title: string }>> = {
  today: { text: 'Today', title: 'Today' },
  '7d': { text: '7d', title: 'The last 7 days' },
  '30d': { text: '30d', title: 'The last 30 days' },
  '90d': { text: '90d', title: 'The last 90 days' },
  all: { text: 'All', title: 'All transcripts on this machine' },
};

const DAYS: Readonly<Record<Exclude<ReportRange, 'all'>, number>> = {
  today: 1,
  '7d': 7,
  '30d': 30,
  '90d': 90,
};
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

/** What the address says, else the last 30 days. */
export function readReportRange(text: string | undefined): ReportRange {
  return REPORT_RANGES.find((known) => known === text) ?? '30d';
}

/** The first day of a range as a report is asked for it: today is one of its days. */
export function sinceOf(range: ReportRange): string | null {
  return range === 'all' ? null : `${DAYS[range] - 1}d`;
}

/** The same as a span of time, ms, from a midnight in the person's zone on; a year at most. */
export function spanOf(range: ReportRange, now: number, timeZone: string): { from: number; to: number } {
  const midnight = startOfDay(now, timeZone);
  if (range === 'all') return { from: midnight - YEAR_MS, to: nextHour(now) };
  // Noon is never in the hour that a change of clocks takes away.
  const from = startOfDay(midnight + DAY_MS / 2 - (DAYS[range] - 1) * DAY_MS, timeZone);
  return { from, to: nextHour(now) };
}

/** So that a question does not change with each second. */
function nextHour(now: number): number {
  return (Math.floor(now / 3_600_000) + 1) * 3_600_000;
}

/** The midnight with which the day of a moment began there, ms. */
export function startOfDay(at: number, timeZone: string): number {
  const midnight = Math.floor((at + zoneOffset(timeZone, at)) / DAY_MS) * DAY_MS;
  // The clocks may stand otherwise at midnight than they do now: looked at twice, it is the offset of midnight.
  const near = midnight - zoneOffset(timeZone, midnight);
  return midnight - zoneOffset(timeZone, near);
}
