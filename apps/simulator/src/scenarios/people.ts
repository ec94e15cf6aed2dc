import type { WorkBlock } from '../usage/work-week.ts';
import type { Account, Membership, Org, Subscription } from './scenario.ts';

const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/** A developer's week: a morning, lunch, a long afternoon, two evenings, a little on Sunday. */
export function developerWeek(perHour: number): WorkBlock[] {
  return [
    { days: WORKDAYS, from: '09:10', to: '12:20', perHour },
    { days: WORKDAYS, from: '13:15', to: '18:05', perHour: perHour * 0.85 },
    { days: ['tue', 'thu'], from: '20:40', to: '22:10', perHour: perHour * 0.6 },
    { days: ['sun'], from: '16:00', to: '17:30', perHour: perHour * 0.5 },
  ];
}

const CARD_SUBSCRIPTION: Subscription = {
  status: 'active',
  chargeInDays: 17,
  interval: 'monthly',
  currency: 'USD',
  card: { brand: 'visa', country: 'US', last4: '4242' },
};

/** A personal org; `capabilities` and `rateLimitTier` say which plan it is on. */
export function personalOrg(
  org: Pick<Org, 'uuid' | 'name' | 'capabilities' | 'rateLimitTier' | 'usage'>,
): Org {
  return { billingType: 'stripe_subscription', ravenType: null, subscription: CARD_SUBSCRIPTION, ...org };
}

export function owner(org: string): Membership {
  return { org, role: 'primary_owner', seatTier: null };
}

export const ADA: Omit<Account, 'memberships'> = {
  uuid: '0a6f4c1e-52d8-4b0f-9d13-6a5f0e9b7c21',
  email: 'ada@example.com',
  fullName: 'Ada Example',
};

export const GRACE: Omit<Account, 'memberships'> = {
  uuid: '7d2b9e54-1c3f-4e86-8a70-f4b1d5c6e032',
  email: 'grace@example.com',
  fullName: 'Grace Example',
};
