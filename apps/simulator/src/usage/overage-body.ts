import type { Moment } from './moment.ts';
import type { ExtraState } from './windows-state.ts';
import { float, instant } from './wire-text.ts';
import { DAY_MINUTES } from './work-week.ts';

/** The body of `overage_spend_limit`; amounts are minor units. */
export function overageBody(orgUuid: string, extra: ExtraState, moment: Moment): string {
  return JSON.stringify({
    organization_uuid: orgUuid,
    limit_type: 'organization',
    seat_tier: null,
    account_uuid: null,
    account_email: null,
    account_name: null,
    group_uuid: null,
    group_name: null,
    org_service_name: null,
    is_enabled: extra.enabled,
    monthly_credit_limit: extra.monthlyLimit,
    currency: extra.currency,
    used_credits: float(Math.floor(extra.used)),
    disabled_reason: extra.blocked ? 'out_of_credits' : null,
    disabled_until: extra.blocked ? instant(moment.instantOf(extra.renewsAt), 0) : null,
    out_of_credits: extra.blocked,
    discount_percent: null,
    discount_ends_at: null,
    resolved_group_limit: null,
    settings: null,
    created_at: instant(moment.instantOf(-90 * DAY_MINUTES), 114_000),
    updated_at: instant(moment.instantOf(0), 271_000),
  });
}
