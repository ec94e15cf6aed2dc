import { roundPercent } from './percent.ts';
import type { Reading } from './reading.ts';
import { GLANCE_BANDS, type Severity, severityOf } from './severity.ts';
import { highestReading } from './title-driver.ts';

export interface IconNumber {
  /** At most three digits, or `—` where the number is not known. */
  text: string;
  severity: Severity;
  /** Percent 0–100 and beyond, unrounded; null when unknown. */
  percent: number | null;
}

/** What the icon says; how it is drawn is the surface's business. */
export type TrayIcon =
  | { kind: 'numbers'; fiveHour: IconNumber; sevenDay: IconNumber }
  /** `—` nothing live, `…` nothing yet, `!` asking fails. */
  | { kind: 'mark'; mark: '—' | '…' | '!' };

/**
 * The icon of the accounts that drive the title: there is room for one, so the fullest live one is drawn.
 *
 * @param readings the ones the title is made of (`titleReadings`)
 */
export function trayIconOf(readings: readonly Reading[]): TrayIcon {
  if (readings.length === 0) return { kind: 'mark', mark: '…' };
  const reading = highestReading(readings);
  if (reading !== null) {
    return {
      kind: 'numbers',
      fiveHour: iconNumber(reading.fiveHour?.percent ?? null),
      sevenDay: iconNumber(reading.sevenDay?.percent ?? null),
    };
  }
  const failing = readings.some((other) => other.snapshot.problem !== null);
  return { kind: 'mark', mark: failing ? '!' : '—' };
}

function iconNumber(percent: number | null): IconNumber {
  const text = percent === null ? '—' : String(Math.min(999, Math.max(0, roundPercent(percent))));
  return { text, severity: severityOf(percent, GLANCE_BANDS), percent };
}
