import type { Range } from './outcomes.ts';
import type { TypicalRun } from './typical-run.ts';

const DAY_MS = 86_400_000;

export interface Told {
  percent: number;
  hitProbability: number;
  hitAt: Range | null;
  percentAtReset: Range;
  ordinarySession: TypicalRun | null;
}

/** A forecast in words, for a person: the chance, when, how much is left of an ordinary session. */
export function forecastWords(told: Told, at: { now: number; timeZone: string }): string {
  return [chanceWords(told, at), sessionWords(told)].filter((sentence) => sentence !== '').join(' ');
}

/** One short phrase for narrow places: `wall likely about 15:40 (82%)`, `lasts until the reset (93%)`. */
export function forecastPhrase(
  told: { hitProbability: number; hitAt: Range | null },
  at: { now: number; timeZone: string },
): string {
  const { hitProbability, hitAt } = told;
  if (hitProbability < 0.5 || hitAt === null) return `lasts until the reset (${chance(1 - hitProbability)})`;
  if (hitAt.mid <= at.now) return 'full until the reset';
  return `wall likely about ${clock(hitAt.mid, at)} (${chance(hitProbability)})`;
}

function chanceWords(told: Told, at: { now: number; timeZone: string }): string {
  const { hitProbability, hitAt, percentAtReset } = told;
  if (told.percent >= 100) return 'The limit is reached, and stays so until the reset.';
  if (hitProbability >= 0.5 && hitAt !== null) {
    const between = `${clock(hitAt.low, at)} and ${clock(hitAt.high, at)}`;
    return `${chance(hitProbability)} likely to be full before the reset, probably between ${between}.`;
  }
  const reaches = range(percentAtReset.low, percentAtReset.high);
  return `${chance(1 - hitProbability)} likely to last until the reset, then at ${reaches}.`;
}

function sessionWords({ percent, ordinarySession }: Told): string {
  if (ordinarySession === null || percent >= 100) return '';
  const cost = range(ordinarySession.low, ordinarySession.high);
  return `A typical agent run of yours costs ${cost}, you have ${Math.floor(100 - percent)}%.`;
}

/** Never a certainty. */
function chance(probability: number): string {
  const percent = Math.min(Math.max(Math.round(probability * 100), 1), 99);
  return `${percent}%`;
}

function range(low: number, high: number): string {
  const [from, to] = [Math.round(low), Math.round(high)];
  return from === to ? `${to}%` : `${from}–${to}%`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `15:40`; with the weekday from half a day on. */
function clock(time: number, { now, timeZone }: { now: number; timeZone: string }): string {
  const far = time - now > DAY_MS / 2;
  const key = `${timeZone} ${far}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    const weekday = far ? { weekday: 'short' as const } : {};
    formatter = new Intl.DateTimeFormat('en-GB', {
      ...weekday,
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(Math.round(time / 600_000) * 600_000).replace(',', '');
}
