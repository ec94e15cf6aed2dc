import { formatPercent } from './percent.ts';
import type { Reading } from './reading.ts';
import { GLANCE_BANDS, type Severity, severityOf } from './severity.ts';

export const TITLE_FORMATS = ['long', 'medium', 'compact'] as const;
export type TitleFormat = (typeof TITLE_FORMATS)[number];

/** A piece of the title; its severity is the colour of its background. */
export interface TitleRun {
  text: string;
  severity: Severity;
}

/** Backgrounds of a title's percentages. */
export const TITLE_COLOURS = { warning: 'rgb(219,118,32)', full: 'rgb(215,58,73)' } as const;

interface Shape {
  head: string;
  fiveHour: string;
  sevenDay: string;
  between: string;
  accounts: string;
}

const ONE: Record<TitleFormat, Shape> = {
  long: { head: 'Claude  ', fiveHour: '5h ', sevenDay: '7d ', between: '  ·  ', accounts: '' },
  medium: { head: '', fiveHour: '5h ', sevenDay: '7d ', between: ' · ', accounts: '' },
  compact: { head: '', fiveHour: '', sevenDay: '', between: ' · ', accounts: '' },
};

const SEVERAL: Record<TitleFormat, Shape> = {
  long: { ...ONE.long, accounts: '     ' },
  medium: { ...ONE.medium, accounts: '    ' },
  compact: { ...ONE.compact, between: '·', accounts: '  ' },
};

/**
 * The title: two percentages, 5 h and 7 d, per live account.
 *
 * @param readings one per org (`accountsOf`), in the order to be shown
 * @returns runs to be drawn one behind the other; `titleText` joins them
 */
export function titleOf(readings: readonly Reading[], format: TitleFormat): TitleRun[] {
  const live = readings.filter((reading) => reading.live);
  const failing = readings.some((reading) => !reading.live && reading.snapshot.problem !== null);
  const only = live[0];
  if (only === undefined) return [plain(withoutLive(readings.length === 0, failing, format))];
  const shape = live.length === 1 ? ONE[format] : SEVERAL[format];
  const runs = [plain(shape.head)];
  const tags = tagsOf(live);
  live.forEach((reading, index) => {
    if (index > 0) runs.push(plain(shape.accounts));
    if (live.length > 1) runs.push(plain(`${tags[index]}: `));
    const bare = live.length > 1 && format === 'compact';
    runs.push(plain(shape.fiveHour), percentRun(reading.fiveHour?.percent ?? null, bare));
    runs.push(plain(shape.between + shape.sevenDay), percentRun(reading.sevenDay?.percent ?? null, bare));
  });
  if (failing) runs.push(plain(' !'));
  return runs.filter((run) => run.text !== '');
}

/** The title as plain text. */
export function titleText(runs: readonly TitleRun[]): string {
  return runs.map((run) => run.text).join('');
}

function withoutLive(nothingYet: boolean, failing: boolean, format: TitleFormat): string {
  if (nothingYet) return 'Claude: …';
  const mark = failing ? '!' : '—';
  return format === 'long' ? `Claude: ${mark}` : mark;
}

function plain(text: string): TitleRun {
  return { text, severity: 'calm' };
}

function percentRun(percent: number | null, bare: boolean): TitleRun {
  const text = formatPercent(percent);
  return { text: bare ? text.replace('%', '') : text, severity: severityOf(percent, GLANCE_BANDS) };
}

/** The first letter of each e-mail; numbered where accounts share one. */
function tagsOf(readings: readonly Reading[]): string[] {
  const letters = readings.map((reading) => (reading.snapshot.account_email?.[0] ?? '?').toUpperCase());
  return letters.map((letter, index) => {
    if (letters.indexOf(letter) === letters.lastIndexOf(letter)) return letter;
    return letter + String(letters.slice(0, index + 1).filter((other) => other === letter).length);
  });
}
