import { accountLabel, staleLabel } from './account-label.ts';
import { type MenuView, menuOf } from './menu.ts';
import type { MenuRow } from './menu-row.ts';
import { formatPercent } from './percent.ts';
import { plainLine } from './plain-line.ts';
import type { LimitReading, Reading } from './reading.ts';
import { type TitleRun, titleOf } from './title.ts';
import { titleReadings } from './title-driver.ts';
import { type TrayIcon, trayIconOf } from './tray-icon.ts';

/** Everything a menu bar or tray shows. Plain data: two models can be compared, sent and kept. */
export interface TrayModel {
  title: readonly TitleRun[];
  tooltip: string;
  /** The title as a sentence, for screen readers. */
  a11y: string;
  icon: TrayIcon;
  menu: readonly MenuRow[];
}

export interface TrayView extends MenuView {
  /** Whether a flashing title is in its bright half now. */
  lit: boolean;
}

/**
 * What the tray shows.
 *
 * @param readings one per org (`accountsOf`), in the order to be shown
 */
export function trayModelOf(readings: readonly Reading[], view: TrayView): TrayModel {
  const shown = titleReadings(readings, view.driver, view.defaultBrowser);
  const title = titleOf(shown, view.format);
  const icon = trayIconOf(shown);
  return {
    title: view.lit ? title.map((run) => ({ ...run, severity: 'full' })) : title,
    icon: view.lit ? flashing(icon) : icon,
    tooltip: tooltipOf(readings, view),
    a11y: a11yOf(shown),
    menu: menuOf(readings, view),
  };
}

function flashing(icon: TrayIcon): TrayIcon {
  if (icon.kind === 'mark') return icon;
  return {
    kind: 'numbers',
    fiveHour: { ...icon.fiveHour, severity: 'full' },
    sevenDay: { ...icon.sevenDay, severity: 'full' },
  };
}

function tooltipOf(readings: readonly Reading[], view: TrayView): string {
  if (readings.length === 0) return 'ClaudeMeter: no data yet';
  const snapshots = readings.map((reading) => reading.snapshot);
  return readings
    .map((reading) => {
      const windows = [windowText('5h', reading.fiveHour), windowText('7d', reading.sevenDay)].join(' · ');
      const stale = staleLabel(reading.snapshot, view.now, view.timeZone);
      return plainLine(`${accountLabel(reading.snapshot, snapshots)}: ${windows} ${stale}`);
    })
    .join('\n');
}

function windowText(name: string, limit: LimitReading | null): string {
  const percent = `${name} ${formatPercent(limit?.percent ?? null)}`;
  return limit === null || limit.note === '' ? percent : `${percent} (${limit.note})`;
}

function a11yOf(shown: readonly Reading[]): string {
  const live = shown.filter((reading) => reading.live);
  if (live.length === 0)
    return shown.length === 0 ? 'Claude usage: no data yet' : 'Claude usage: no live data';
  const snapshots = live.map((reading) => reading.snapshot);
  const sentences = live.map((reading) => {
    const numbers = `5-hour ${spoken(reading.fiveHour)}, 7-day ${spoken(reading.sevenDay)}`;
    return live.length === 1 ? numbers : `${accountLabel(reading.snapshot, snapshots)}: ${numbers}`;
  });
  return plainLine(`Claude usage: ${sentences.join('; ')}`);
}

function spoken(limit: LimitReading | null): string {
  const percent = limit?.percent ?? null;
  return percent === null ? 'unknown' : formatPercent(percent).replace('%', ' percent');
}
