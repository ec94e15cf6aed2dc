import { formatPercent, roundPercent } from './percent.ts';
import type { LimitReading, Reading } from './reading.ts';
import { LOOK_BANDS, severityOf } from './severity.ts';

/** Bar and badge colours per severity; grey says "do not rely on this". */
export const LOOK_COLOURS = {
  calm: '#2c6e2f',
  warning: '#b26a00',
  full: '#b00020',
  grey: '#666666',
} as const;

export const BADGE_CONTENTS = ['five_hour', 'seven_day', 'binding'] as const;
export type BadgeContent = (typeof BADGE_CONTENTS)[number];

export interface Badge {
  /** At most four characters. */
  text: string;
  colour: string;
  tooltip: string;
}

/**
 * The toolbar badge: the highest percentage over the fresh orgs. Grey with the last number when all is stale, `!` when
 * asking fails, `?` when there is nothing to show.
 *
 * @param readings one per org (`accountsOf`)
 */
export function badgeOf(readings: readonly Reading[], content: BadgeContent = 'five_hour'): Badge {
  const fresh = readings.filter((reading) => reading.live);
  const tooltip = tooltipOf(readings);
  const worst = highest(fresh, content);
  if (worst !== null) {
    return {
      text: badgeNumber(worst),
      colour: LOOK_COLOURS[severityOf(worst, LOOK_BANDS)],
      tooltip,
    };
  }
  if (readings.some((reading) => reading.snapshot.problem !== null)) {
    return { text: '!', colour: LOOK_COLOURS.grey, tooltip };
  }
  const last = fresh.length > 0 ? null : highest(readings, content);
  return { text: last === null ? '?' : badgeNumber(last), colour: LOOK_COLOURS.grey, tooltip };
}

/** No toolbar has room for more than four digits. */
function badgeNumber(percent: number): string {
  return String(Math.min(roundPercent(percent), 9999));
}

function highest(readings: readonly Reading[], content: BadgeContent): number | null {
  const percents = readings.map((reading) => limitFor(reading, content)?.percent ?? null);
  const known = percents.filter((percent) => percent !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function limitFor(reading: Reading, content: BadgeContent): LimitReading | null {
  if (content === 'binding') return reading.binding;
  return content === 'five_hour' ? reading.fiveHour : reading.sevenDay;
}

function tooltipOf(readings: readonly Reading[]): string {
  if (readings.length === 0) return 'ClaudeMeter\nNo data yet';
  const lines = readings.map((reading) => {
    const name =
      readings.length > 1 ? `${reading.snapshot.account_email ?? reading.snapshot.org_uuid}  ` : '';
    const numbers = `5h: ${formatPercent(reading.fiveHour?.percent ?? null)}  7d: ${formatPercent(reading.sevenDay?.percent ?? null)}`;
    const error = reading.snapshot.errors[0];
    const trouble = reading.live ? '' : error === undefined ? '  (stale)' : `  (${error})`;
    return name + numbers + trouble;
  });
  return ['ClaudeMeter', ...lines].join('\n');
}
