import type { WeekMoment, WorkBlock } from '../usage/work-week.ts';
import type { Fault } from '../world/fault.ts';

/** One scripted world: who there is, what they use, what goes wrong when. Data only. */
export interface Scenario {
  /** What `--scenario` takes. */
  name: string;
  /** One sentence for the list of scenarios. */
  summary: string;
  /**
   * The scripted wall clock at the scenario's minute 0. It has nothing to do with the clock of the
   * machine, so that a working day can be watched at any hour.
   */
  beginsAt: WeekMoment;
  accounts: readonly Account[];
  orgs: readonly Org[];
  /** Sessions of this account that began before the minute end at it. */
  signOuts?: readonly { minute: number; email: string }[];
  faults?: readonly TimedFault[];
}

export interface Account {
  uuid: string;
  email: string;
  fullName: string;
  memberships: readonly Membership[];
}

export interface Membership {
  org: string;
  role: 'primary_owner' | 'owner' | 'admin' | 'user';
  seatTier: string | null;
  /** Listed by the account endpoint, but refused by the org's own endpoints. */
  refused?: boolean;
}

export interface Org {
  uuid: string;
  name: string;
  capabilities: readonly string[];
  rateLimitTier: string | null;
  billingType: string | null;
  ravenType: string | null;
  subscription: Subscription | null;
  usage: UsageScript;
}

export interface Subscription {
  status: 'active' | 'trialing' | 'past_due' | 'canceled';
  /** Days from the scenario's beginning to the next charge. */
  chargeInDays: number;
  interval: 'monthly' | 'annual';
  currency: string;
  card: { brand: string; country: string; last4: string } | null;
}

type UsageScript = WindowsScript | SeatScript | NoUsage;

/** A personal or team plan: the five-hour window, the weekly one, model-scoped ones, extra usage. */
export interface WindowsScript {
  kind: 'windows';
  /** `perHour` is percent of the five-hour window. */
  work: readonly WorkBlock[];
  weeklyReset: WeekMoment;
  /** Percent of the weekly window for each percent of the five-hour one. */
  weeklyShare: number;
  /** Weekly windows of one model: percent of them for each percent of the five-hour one. */
  scoped: readonly { model: string; share: number }[];
  /** `null` for an org without metered billing. */
  extra: ExtraUsage | null;
  /** Share of each product in the week, in percent; empty for accounts that are not shown it. */
  breakdown: readonly { key: string; displayName: string; percent: number }[];
}

/** Metered usage beyond the windows. Amounts are minor units. */
export interface ExtraUsage {
  enabled: boolean;
  currency: string;
  decimalPlaces: number;
  monthlyLimit: number | null;
  usedAtBeginning: number;
  /** What one percent of the five-hour window costs once the windows are full. */
  perPercent: number;
  /** Days from the scenario's beginning to the next billing month, when a full cap opens again. */
  renewsInDays: number;
}

/** An enterprise seat: a budget in dollars and no windows. */
export interface SeatScript {
  kind: 'seat';
  /** `perHour` is dollars. */
  work: readonly WorkBlock[];
  limitDollars: number;
  usedAtBeginning: number;
  expiresInDays: number;
}

/** An org that cannot chat and therefore has no usage to tell. */
interface NoUsage {
  kind: 'none';
}

/** A fault that holds from one scenario minute (inclusive) to another (exclusive). */
export interface TimedFault {
  fromMinute: number;
  untilMinute?: number;
  fault: Omit<Fault, 'times'>;
}
