import { FIVE_HOUR, formatPercent, SEVEN_DAY } from '@claude-meter/core';

/** A percentage for the line, and whether it is from now. */
export interface LinePercents {
  fiveHour: number | null;
  sevenDay: number | null;
  stale: boolean;
}

interface Numbered {
  id: string;
  percent: number | null;
}

/** The two windows of the title out of a list of limits; null when neither has a number. */
export function percentsOf(limits: readonly Numbered[], stale: boolean): LinePercents | null {
  const of = (id: string) => limits.find((limit) => limit.id === id)?.percent ?? null;
  const percents = { fiveHour: of(FIVE_HOUR), sevenDay: of(SEVEN_DAY), stale };
  return percents.fiveHour === null && percents.sevenDay === null ? null : percents;
}

/** `Opus 4.8 · 5h 42% · 7d 31%`. What is not known is not there; with nothing at all it is our name. */
export function lineOf(model: string | null, percents: LinePercents | null): string {
  const parts = [
    model ?? '',
    percents?.fiveHour == null ? '' : `5h ${formatPercent(percents.fiveHour)}`,
    percents?.sevenDay == null ? '' : `7d ${formatPercent(percents.sevenDay)}`,
    percents?.stale === true ? '(stale)' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'ClaudeMeter' : parts.join(' · ');
}
