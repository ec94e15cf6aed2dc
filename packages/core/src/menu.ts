import { accountLabel, staleLabel } from './account-label.ts';
import { type MenuItem, type MenuRow, menuItem, menuSeparator } from './menu-row.ts';
import { formatPercent } from './percent.ts';
import { plainLine } from './plain-line.ts';
import { extraUsageText, type LimitReading, type Reading } from './reading.ts';
import { TITLE_FORMATS, type TitleFormat, titleOf, titleText } from './title.ts';
import { type TitleDriver, titleReadings } from './title-driver.ts';
import { wallClock } from './wall-clock.ts';

/** What the menu depends on besides the readings. */
export interface MenuView {
  now: number;
  /** IANA name, for every clock time that is shown. */
  timeZone: string;
  format: TitleFormat;
  driver: TitleDriver;
  /** Display name (`Chrome`) of the system's default browser; null when it cannot be told. */
  defaultBrowser: string | null;
  /** Null where this system cannot start the meter at login. */
  startAtLogin: boolean | null;
  alarms: { on: boolean; flash: boolean; ringing: boolean };
}

/** Longest piece of an error that a menu shows, code points. */
const ERROR_LENGTH = 80;
/** Rows kept for errors; with more errors than rows the last one counts the rest. */
const ERROR_ROWS = 3;
/** Column at which the percentages of a menu begin. */
const LABEL_WIDTH = 13;

/** The numbers are what people open the menu for: rows that can be clicked are not greyed out. */
const READABLE = { action: { kind: 'open_usage_page' } } as const;

/**
 * The menu. Rows that come and go (an error, extra usage, `Forget`) are always in it and only hidden, so that its
 * structure changes with the accounts and their windows alone. One account lies open; several have a submenu each.
 *
 * @param readings one per org (`accountsOf`), in the order to be shown
 */
export function menuOf(readings: readonly Reading[], view: MenuView): MenuRow[] {
  const only = readings.length === 1 ? readings[0] : undefined;
  const accounts =
    only === undefined
      ? readings.map((reading) => accountSubmenu(reading, readings, view))
      : [menuItem(accountId(only), headerText(only, readings, view), READABLE), ...accountRows(only, view)];
  return [
    menuItem('dismiss', 'Dismiss alarm', {
      action: { kind: 'dismiss_alarm' },
      visible: view.alarms.ringing,
    }),
    menuItem('empty', 'No data yet', { visible: readings.length === 0 }),
    ...accounts,
    menuSeparator('after-accounts'),
    formatPicker(readings, view),
    driverPicker(readings, view),
    settings(view),
    menuSeparator('after-settings'),
    menuItem('updated', updatedText(readings, view.timeZone)),
    menuItem('refresh', 'Refresh now', { action: { kind: 'refresh' } }),
    menuItem('quit', 'Quit', { action: { kind: 'quit' } }),
  ];
}

/** `5-hour        91.4% · resets in 2h`. */
export function limitText(limit: LimitReading): string {
  const percent = limit.percent === null ? '—' : `${limit.percent.toFixed(1)}%`;
  const text = column(limit.label) + percent.padStart(6);
  return plainLine(limit.note === '' ? text : `${text} · ${limit.note}`);
}

function accountId(reading: Reading): string {
  return `account:${reading.snapshot.org_uuid}`;
}

function accountSubmenu(reading: Reading, readings: readonly Reading[], view: MenuView): MenuItem {
  return menuItem(accountId(reading), headerText(reading, readings, view), {
    children: accountRows(reading, view),
  });
}

/** `matt@example.com [Chrome]  [91% / 64%]`, with `!` when something failed and `(stale, last 14:23)`. */
function headerText(reading: Reading, readings: readonly Reading[], view: MenuView): string {
  const { snapshot } = reading;
  const name = accountLabel(
    snapshot,
    readings.map((other) => other.snapshot),
  );
  const numbers = `[${formatPercent(reading.fiveHour?.percent ?? null)} / ${formatPercent(reading.sevenDay?.percent ?? null)}]`;
  const parts = [`${name} [${snapshot.browser}]`, numbers];
  if (snapshot.errors.length > 0 || snapshot.problem !== null) parts.push('!');
  parts.push(staleLabel(snapshot, view.now, view.timeZone));
  return plainLine(parts.filter((part) => part !== '').join('  '));
}

function accountRows(reading: Reading, view: MenuView): MenuRow[] {
  const id = accountId(reading);
  const { snapshot } = reading;
  const extra = extraText(reading, view);
  return [
    ...reading.limits.map((limit) => menuItem(`${id}:limit:${limit.id}`, limitText(limit), READABLE)),
    menuItem(`${id}:extra`, column('Extra') + (extra ?? ''), { ...READABLE, visible: extra !== null }),
    ...errorRows(id, snapshot.errors),
    menuSeparator(`${id}:before-actions`),
    menuItem(`${id}:open`, 'Open claude.ai/settings/usage', { action: { kind: 'open_usage_page' } }),
    menuItem(`${id}:forget`, 'Forget this account', {
      action: { kind: 'forget', orgUuid: snapshot.org_uuid },
      visible: snapshot.stale,
    }),
  ];
}

function extraText(reading: Reading, view: MenuView): string | null {
  const { extra } = reading.snapshot;
  const text = extraUsageText(extra);
  if (text === null || extra?.blocked !== true || extra.blocked_until === null) return text;
  const until = Date.parse(extra.blocked_until);
  return Number.isNaN(until) ? text : `${text} until ${dayText(until, view)}`;
}

function errorRows(id: string, errors: readonly string[]): MenuRow[] {
  const rest = errors.length - ERROR_ROWS;
  return Array.from({ length: ERROR_ROWS }, (_, index) => {
    const error = errors[index];
    const last = index === ERROR_ROWS - 1 && rest > 0;
    const text = last ? `… and ${rest + 1} more errors` : `error: ${plainLine(error ?? '', ERROR_LENGTH)}`;
    return menuItem(`${id}:error:${index}`, text, { ...READABLE, visible: error !== undefined });
  });
}

/** Every style as the title would look in it now. */
function formatPicker(readings: readonly Reading[], view: MenuView): MenuItem {
  const shown = titleReadings(readings, view.driver, view.defaultBrowser);
  const styles = TITLE_FORMATS.map((format) =>
    menuItem(`format:${format}`, plainLine(titleText(titleOf(shown, format))), {
      mark: 'radio',
      on: view.format === format,
      action: { kind: 'set_format', format },
    }),
  );
  return menuItem('format', 'Menu bar style', { children: styles });
}

function driverPicker(readings: readonly Reading[], view: MenuView): MenuItem {
  const { driver, defaultBrowser } = view;
  const choice = (id: string, title: string, value: TitleDriver): MenuItem =>
    menuItem(`driver:${id}`, title, {
      mark: 'radio',
      on: driver.by === value.by && (value.by !== 'account' || sameAccount(driver, value)),
      action: { kind: 'set_driver', driver: value },
    });
  const snapshots = readings.map((reading) => reading.snapshot);
  const browser = defaultBrowser === null ? 'Default browser' : `Default browser (${defaultBrowser})`;
  const accounts = snapshots.map((snapshot) =>
    choice(`account:${snapshot.org_uuid}`, plainLine(accountLabel(snapshot, snapshots)), {
      by: 'account',
      orgUuid: snapshot.org_uuid,
    }),
  );
  return menuItem('driver', 'Title shows', {
    children: [
      choice('default_browser', browser, { by: 'default_browser' }),
      choice('highest', 'Highest account', { by: 'highest' }),
      choice('all', 'All accounts', { by: 'all' }),
      menuSeparator('driver:before-accounts', accounts.length > 0),
      ...accounts,
    ],
  });
}

function sameAccount(a: TitleDriver, b: TitleDriver): boolean {
  return a.by === 'account' && b.by === 'account' && a.orgUuid === b.orgUuid;
}

function settings(view: MenuView): MenuItem {
  const { alarms, startAtLogin } = view;
  return menuItem('settings', 'Settings', {
    children: [
      menuItem('alarms', 'Notify at limits and resets', {
        mark: 'check',
        on: alarms.on,
        action: { kind: 'toggle_alarms' },
      }),
      menuItem('flash', 'Flash the title until dismissed', {
        mark: 'check',
        on: alarms.flash,
        action: { kind: 'toggle_flash' },
      }),
      menuItem('test-alarm', 'Test alarm', { action: { kind: 'test_alarm' } }),
      menuItem('start-at-login', 'Start at login', {
        mark: 'check',
        on: startAtLogin === true,
        visible: startAtLogin !== null,
        action: { kind: 'toggle_start_at_login' },
      }),
    ],
  });
}

function updatedText(readings: readonly Reading[], timeZone: string): string {
  const arrivals = readings.map((reading) => Date.parse(reading.snapshot.received_at));
  if (arrivals.length === 0) return 'Waiting for the first reading';
  return `Updated ${wallClock(Math.max(...arrivals), timeZone).seconds}`;
}

/** `14:00` today, `Mon Dec 1 14:00` on another day. */
function dayText(at: number, view: MenuView): string {
  const { day, time, date } = wallClock(at, view.timeZone);
  return date === wallClock(view.now, view.timeZone).date ? time : `${day} ${time}`;
}

function column(label: string): string {
  return label.length < LABEL_WIDTH ? label.padEnd(LABEL_WIDTH) : `${label}  `;
}
