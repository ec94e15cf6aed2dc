import type { Reading } from './reading.ts';

/** Which accounts the title speaks of. */
export type TitleDriver =
  /** The accounts of the system's default browser. */
  { by: 'default_browser' } | { by: 'highest' } | { by: 'all' } | { by: 'account'; orgUuid: string };

/**
 * The readings that the title is made of. A chosen account that has been forgotten, or a default browser without a
 * live account, drives nothing: all accounts do then. A chosen account that is only stale stays chosen, so that the
 * title says so instead of showing somebody else's numbers.
 *
 * @param readings one per org (`accountsOf`)
 */
export function titleReadings(
  readings: readonly Reading[],
  driver: TitleDriver,
  defaultBrowser: string | null,
): readonly Reading[] {
  const chosen = chosenReadings(readings, driver, defaultBrowser);
  return chosen.length > 0 ? chosen : readings;
}

/** The live reading whose five-hour or seven-day window is fullest; the earlier of equals; null when none is live. */
export function highestReading(readings: readonly Reading[]): Reading | null {
  let best: Reading | null = null;
  for (const reading of readings) {
    if (!reading.live) continue;
    if (best === null || fullest(reading) > fullest(best)) best = reading;
  }
  return best;
}

function chosenReadings(
  readings: readonly Reading[],
  driver: TitleDriver,
  defaultBrowser: string | null,
): readonly Reading[] {
  switch (driver.by) {
    case 'all':
      return readings;
    case 'highest': {
      const highest = highestReading(readings);
      return highest === null ? [] : [highest];
    }
    case 'account':
      return readings.filter((reading) => reading.snapshot.org_uuid === driver.orgUuid);
    case 'default_browser': {
      const name = defaultBrowser?.toLowerCase();
      return readings.filter((reading) => reading.live && reading.snapshot.browser.toLowerCase() === name);
    }
  }
}

function fullest(reading: Reading): number {
  return Math.max(reading.fiveHour?.percent ?? -1, reading.sevenDay?.percent ?? -1);
}
