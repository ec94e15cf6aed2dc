import type { Moment } from './moment.ts';
import type { SeatState } from './seat-state.ts';
import type { ExtraState, WindowState, WindowsState } from './windows-state.ts';
import { float, instant, type RawNumber } from './wire-text.ts';

const DISCLAIMER = 'Simulated claude.ai: these figures are invented.';
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
    extra_usage: extraUsage(state.extra),
    limits: limitList(state, moment, jitter),
    spend: spend(state.extra),
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
    extra_usage: extraUsage(null),
    limits: [],
    spend: {
      ...spend(null),
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

function extraUsage(extra: ExtraState | null) {
  const shown = extra?.enabled === true;
  const limit = shown ? extra.monthlyLimit : null;
  return {
    is_enabled: shown && !extra.blocked,
    monthly_limit: limit,
    used_credits: shown ? float(Math.floor(extra.used)) : null,
    utilization: shown && limit !== null ? float(twoDecimals((100 * Math.floor(extra.used)) / limit)) : null,
    currency: shown ? extra.currency : null,
    decimal_places: shown ? extra.decimalPlaces : null,
    disabled_reason: extra?.blocked ? 'out_of_credits' : null,
    user_disabled: false,
    spend_limit_reached: extra?.blocked ?? false,
    credits_ever_enabled: shown,
    daily: null,
    weekly: null,
  };
}

function spend(extra: ExtraState | null) {
  const money = (amount: number) => ({
    amount_minor: amount,
    currency: extra?.currency ?? 'USD',
    exponent: extra?.decimalPlaces ?? 2,
  });
  const used = extra?.enabled ? Math.floor(extra.used) : 0;
  const limit = extra?.enabled ? extra.monthlyLimit : null;
  const percent = limit === null ? 0 : Math.floor((100 * used) / limit);
  return {
    used: money(used),
    limit: limit === null ? null : money(limit),
    percent,
    severity: severity(percent),
    enabled: extra?.enabled === true && !extra.blocked,
    disabled_reason: extra?.blocked ? 'out_of_credits' : null,
    cap: limit === null ? null : { money: money(limit), credits: null },
    balance: null,
    auto_reload: null,
    disclaimer: DISCLAIMER,
    can_purchase_credits: false,
    can_toggle: extra !== null,
  };
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

function severity(percent: number): 'normal' | 'warning' | 'critical' {
  if (percent >= 95) return 'critical';
  return percent >= 75 ? 'warning' : 'normal';
}

function cents(dollars: number): number {
  return Math.round(dollars * 100);
}

function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
