import type { Subscription } from '../scenarios/scenario.ts';
import type { Moment } from './moment.ts';
import { day, instant } from './wire-text.ts';

/** The body of `subscription_details`. */
export function subscriptionBody(subscription: Subscription, moment: Moment): string {
  const charge = moment.instantOf(subscription.chargeInDays * 1_440);
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
