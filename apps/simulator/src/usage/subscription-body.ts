import type { Subscription } from '../scenarios/scenario.ts';
import type { Moment } from './moment.ts';
import { day, instant } from './wire-text.ts';
import { DAY_MINUTES } from './work-week.ts';

/** The body of `subscription_details`. */
export function subscriptionBody(subscription: Subscription, moment: Moment): string {
  const charge = moment.instantOf(nextCharge(subscription, moment.minute));
  const ends = subscription.status === 'canceled';
  return JSON.stringify({
    status: subscription.status,
    next_charge_date: ends ? null : day(charge),
    next_charge_at: ends ? null : instant(charge, 0),
    plan_ending_at: ends ? instant(charge, 0) : null,
    billing_interval: subscription.interval,
    currency: subscription.currency,
    payment_method: subscription.card && { ...subscription.card, type: 'card' },
  });
}

/** The scenario minute of the first charge that is still to come; a month is taken as 30 days. */
function nextCharge({ chargeInDays, interval }: Subscription, minute: number): number {
  const period = (interval === 'annual' ? 365 : 30) * DAY_MINUTES;
  const first = chargeInDays * DAY_MINUTES;
  return first + Math.max(0, Math.floor((minute - first) / period) + 1) * period;
}
