import type { ExtraState } from './windows-state.ts';
import { float } from './wire-text.ts';

const DISCLAIMER = 'Simulated claude.ai: these figures are invented.';

/** The older block about metered usage: minor units as floats. */
export function extraUsageBlock(extra: ExtraState | null) {
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

/** The newer block about the same: money with currency and exponent. */
export function spendBlock(extra: ExtraState | null) {
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

export function severity(percent: number): 'normal' | 'warning' | 'critical' {
  if (percent >= 95) return 'critical';
  return percent >= 75 ? 'warning' : 'normal';
}

export function twoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}
