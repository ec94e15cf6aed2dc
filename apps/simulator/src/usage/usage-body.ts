import type { Moment } from './moment.ts';
import type { SeatState } from './seat-state.ts';
import { extraUsageBlock, severity, spendBlock, twoDecimals } from './spend-blocks.ts';
import type { WindowState, WindowsState } from './windows-state.ts';
import { float, instant, type RawNumber } from './wire-text.ts';

const NO_DOLLARS = { limit_dollars: null, used_dollars: null, remaining_dollars: null, locked_reason: null };

/**
 * The usage body in the shape of late 2026: flat windows with floats (`42.0`), `limits[]` with whole
 * percents, `extra_usage` and `spend` in minor units, code names that are `null` for ordinary accounts.
 */
export function windowsBody(
  state: WindowsState,
  moment: Moment,
  breakdown: readonly BreakdownShare[],
): string {
  const jitter = resetJitter(moment);
  const fiveHour = flatWindow(state.fiveHour, moment, jitter);
  const sevenDay = flatWindow(state.sevenDay, moment, jitter + 24);
  return JSON.stringify({
    ...flatWindows(fiveHour, sevenDay),
    extra_usage: extraUsageBlock(state.extra),
    limits: limitList(state, moment, jitter),
    spend: spendBlock(state.extra),
    member_dashboard_available: false,
    seven_day_breakdown: sevenDayBreakdown(state, moment, breakdown),
  });
}

/** A seat with a budget in dollars: no windows, one pool that expires. */
export function seatBody({ limitDollars, usedDollars, expiresAt }: SeatState, moment: Moment): string {
  const used = cents(usedDollars);
  const limit = cents(limitDollars);
  const percent = (100 * used) / limit;
  const money = (amount: number) => ({ amount_minor: amount, currency: 'USD', exponent: 2 });
  return JSON.stringify({
    ...flatWindows(null, null),
    nimbus_quill: null,
    cinder_cove: {
      utilization: float(twoDecimals(percent)),
      resets_at: instant(moment.instantOf(expiresAt), 0),
      limit_dollars: float(limitDollars),
      used_dollars: float(used / 100),
      remaining_dollars: float((limit - used) / 100),
      locked_reason: null,
    },
    extra_usage: extraUsageBlock(null),
    limits: [],
    spend: {
      ...spendBlock(null),
      used: money(used),
      limit: money(limit),
      percent: Math.floor(percent),
      severity: severity(percent),
      enabled: true,
      cap: { money: money(limit), credits: null },
    },
    member_dashboard_available: true,
    seven_day_breakdown: null,
  });
}

/** What the week was spent on, in percent. */
export interface BreakdownShare {
  key: string;
  displayName: string;
  percent: number;
}

type FlatWindow = { utilization: RawNumber; resets_at: string | null } & typeof NO_DOLLARS;

function flatWindows(fiveHour: FlatWindow | null, sevenDay: FlatWindow | null) {
  return {
    five_hour: fiveHour,
    seven_day: sevenDay,
    seven_day_oauth_apps: null,
    seven_day_opus: null,
    seven_day_sonnet: null,
    seven_day_cowork: null,
    seven_day_omelette: null,
    tangelo: null,
    iguana_necktie: null,
    omelette_promotional: null,
    nimbus_quill: { utilization: float(0), resets_at: null, ...NO_DOLLARS },
    cinder_cove: null,
    copper_kite: null,
    harbor_lantern: null,
    amber_ladder: null,
    juniper_tide: null,
  };
}

function flatWindow({ percent, resetsAt }: WindowState, moment: Moment, jitter: number): FlatWindow {
  return {
    utilization: float(Math.floor(percent)),
    resets_at: resetText(resetsAt, moment, jitter),
    ...NO_DOLLARS,
  };
}

function limitList(state: WindowsState, moment: Moment, jitter: number) {
  const entries = [
    { kind: 'session', group: 'session', ...state.fiveHour, scope: null, jitter },
    { kind: 'weekly_all', group: 'weekly', ...state.sevenDay, scope: null, jitter: jitter + 24 },
    ...state.scoped.map(({ model, percent, resetsAt }) => ({
      kind: 'weekly_scoped',
      group: 'weekly',
      percent,
      // The server has been seen to say …:59 for a scoped window and …:00 for its siblings.
      resetsAt: resetsAt - 1 / 60,
      scope: { model: { id: null, display_name: model }, surface: null },
      jitter: jitter + 340,
    })),
  ];
  const binding = Math.max(...entries.map((entry) => Math.floor(entry.percent)));
  const bindingAt = entries.findIndex((entry) => Math.floor(entry.percent) === binding);
  return entries.map(({ kind, group, percent, resetsAt, scope, jitter: own }, i) => ({
    kind,
    group,
    percent: Math.floor(percent),
    severity: severity(percent),
    resets_at: resetText(resetsAt, moment, own),
    scope,
    is_active: i === bindingAt,
  }));
}

function sevenDayBreakdown(state: WindowsState, moment: Moment, shares: readonly BreakdownShare[]) {
  if (shares.length === 0) return null;
  return {
    as_of: instant(moment.instantOf(moment.minute), 0),
    window_started_at: instant(moment.instantOf(state.weekBeganAt), 0),
    rows: shares.map(({ key, displayName, percent }) => ({ key, display_name: displayName, percent })),
  };
}

function resetText(minute: number | null, moment: Moment, jitter: number): string | null {
  return minute === null ? null : instant(moment.instantOf(minute), jitter);
}

/** Microseconds, other in each simulated second, the same whenever that second is asked for. */
function resetJitter({ minute }: Moment): number {
  const second = Math.floor(minute * 60);
  return 1_000 + ((Math.imul(second + 1, 0x9e3779b1) >>> 0) % 990_000);
}

function cents(dollars: number): number {
  return Math.round(dollars * 100);
}
