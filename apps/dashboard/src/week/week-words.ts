import type {
  AttributionAnswer,
  LimitAttribution,
  PointsInterval,
  WindowAttribution,
} from '@claude-meter/wire';
import { dollars, points } from '../report/amounts.ts';

/** The limit of the whole week, which counts everything; null where the server has none. */
export function weeklyLimit({ limits }: AttributionAnswer): LimitAttribution | null {
  return limits.find(({ kind }) => kind === 'weekly') ?? null;
}

/** The 5-hour windows. */
export function sessionLimit({ limits }: AttributionAnswer): LimitAttribution | null {
  return limits.find(({ kind }) => kind === 'session') ?? null;
}

/** Windows of a limit that were seen full. */
export function fullWindows({ windows }: LimitAttribution): number {
  return windows.filter(({ peak }) => peak >= 100).length;
}

/** The highest percent that was seen; null where none was. */
export function highestPeak({ windows }: LimitAttribution): number | null {
  return windows.length === 0 ? null : Math.max(...windows.map(({ peak }) => peak));
}

/** How full the window became that most of a time lies in; null where none is known. */
export function weekPeak(
  { windows }: LimitAttribution,
  { from, to }: { from: number; to: number },
): number | null {
  const within = (window: WindowAttribution) => Math.min(to, window.end) - Math.max(from, window.start);
  const [longest] = windows.toSorted((a, b) => within(b) - within(a));
  return longest?.peak ?? null;
}

/** `8.1 to 9.4` */
export function intervalText([low, high]: PointsInterval, locale: string): string {
  return `${points(low, locale)} to ${points(high, locale)}`;
}

/** How the three frames belong together, in a sentence or two. */
export function distanceWords(answer: AttributionAnswer, locale: string): string {
  const weekly = weeklyLimit(answer);
  if (weekly === null || weekly.rise === 0) {
    return 'The server showed no rise of the week in this time, so that there is nothing to compare the work here with.';
  }
  return [workWords(weekly, answer, locale), windowWords(answer, locale)]
    .filter((text) => text !== '')
    .join(' ');
}

function workWords(weekly: LimitAttribution, { local }: AttributionAnswer, locale: string): string {
  const rise = points(weekly.rise, locale);
  if (local.requests === 0) {
    return `Claude Code made no request on this machine: all ${rise} points of the week were taken elsewhere, at claude.ai or on other machines.`;
  }
  if (weekly.declined !== null) {
    return `The week rose by ${rise} points. How many of them are Claude Code's on this machine is not said: ${weekly.declined.reason}`;
  }
  const work =
    local.usd === null ? `${local.requests} requests` : `${dollars(local.usd, locale)} at list price`;
  const here = `The ${work} of Claude Code on this machine took ${points(weekly.local.points, locale)} of the ${rise} points by which the week rose`;
  if (weekly.elsewhere.points === 0) return `${here}: all of them.`;
  const elsewhere = points(weekly.elsewhere.points, locale);
  return `${here}; the other ${elsewhere} (${intervalText(weekly.elsewhere.interval, locale)}) were taken elsewhere: at claude.ai, on other machines.`;
}

function windowWords(answer: AttributionAnswer, locale: string): string {
  const session = sessionLimit(answer);
  if (session === null || session.windows.length === 0) return '';
  const rise = points(session.rise, locale);
  const { length } = session.windows;
  if (length === 1) return `Meanwhile one 5-hour window rose by ${rise} points: it is smaller than the week.`;
  return `Meanwhile ${length} 5-hour windows rose by ${rise} points in all: each begins at 0 again, and is smaller than the week.`;
}
