import { countdown } from './countdown.ts';
import { bindingLimit, FIVE_HOUR, type Limit, SEVEN_DAY } from './limit.ts';
import { formatMoney } from './money.ts';
import { formatPercent } from './percent.ts';
import type { Snapshot } from './snapshot.ts';
import type { ExtraUsage } from './usage.ts';

/** What a limit means now. */
export interface LimitReading {
  id: string;
  kind: Limit['kind'];
  label: string;
  /**
   * Percent 0–100 and beyond. Null when unknown, also when the window has reset since the number was read: an old
   * number of a window that is over would be a wrong number.
   */
  percent: number | null;
  is_active: boolean;
  resets_at: string | null;
  /** `4d 6h`, `soon`; null when the window is not running. */
  countdown: string | null;
  /** What to print behind the percentage: `resets in 2h`, `starts on first use`, `expires in 4d`, … or ''. */
  note: string;
}

/** What a snapshot means now: derived when shown, never stored. */
export interface Reading {
  snapshot: Snapshot;
  /** Not stale: may be shown without a warning. */
  live: boolean;
  /** Age of the numbers, ms. */
  ageMs: number;
  fiveHour: LimitReading | null;
  sevenDay: LimitReading | null;
  limits: LimitReading[];
  /** The limit that stops the person first. */
  binding: LimitReading | null;
}

/** Reads one snapshot at a moment. */
export function readingOf(snapshot: Snapshot, now: number): Reading {
  const limits = snapshot.limits
    .filter((limit) => !isExpiredPool(limit, now))
    .map((limit) => limitReading(limit, !snapshot.stale, now));
  return {
    snapshot,
    live: !snapshot.stale && snapshot.usage !== null,
    ageMs: Math.max(0, now - Date.parse(snapshot.fetched_at)),
    ...namedLimits(limits),
  };
}

/** Limits, and those among them that surfaces ask for by name. */
export function namedLimits(
  limits: LimitReading[],
): Pick<Reading, 'fiveHour' | 'sevenDay' | 'limits' | 'binding'> {
  return {
    fiveHour: limits.find((limit) => limit.id === FIVE_HOUR) ?? null,
    sevenDay: limits.find((limit) => limit.id === SEVEN_DAY) ?? null,
    limits,
    binding: bindingLimit(limits),
  };
}

/** `$73.00 / $200.00 (37%)`, `$4.20 used (no cap)`, with `BLOCKED` behind; null when there is nothing to say. */
export function extraUsageText(extra: ExtraUsage | null): string | null {
  if (extra?.used == null) return extra?.blocked === true ? 'BLOCKED' : null;
  const idle = extra.enabled !== true && !extra.blocked && extra.used.minor === 0;
  if (idle) return null;
  const used = formatMoney(extra.used);
  const amount =
    extra.limit === null
      ? `${used} used (no cap)`
      : `${used} / ${formatMoney(extra.limit)} (${formatPercent(extra.percent)})`;
  return extra.blocked ? `${amount}  BLOCKED` : amount;
}

function isExpiredPool(limit: Limit, now: number): boolean {
  return limit.kind === 'pool' && limit.resets_at !== null && Date.parse(limit.resets_at) <= now;
}

function limitReading(limit: Limit, fresh: boolean, now: number): LimitReading {
  const left = limit.resets_at === null ? null : countdown(limit.resets_at, now);
  const over = !fresh && left === 'soon' && limit.kind !== 'pool';
  const percent = over ? null : limit.percent;
  return {
    id: limit.id,
    kind: limit.kind,
    label: limit.label,
    percent,
    is_active: limit.is_active,
    resets_at: limit.resets_at,
    countdown: left,
    note: over ? 'has reset since' : noteOf(limit, left),
  };
}

function noteOf(limit: Limit, left: string | null): string {
  if (limit.locked_reason !== null) return `locked: ${limit.locked_reason}`;
  const money =
    limit.used !== null && limit.limit !== null
      ? `${formatMoney(limit.used)} / ${formatMoney(limit.limit)}`
      : '';
  return [money, timeNote(limit, left)].filter((part) => part !== '').join(' · ');
}

function timeNote(limit: Limit, left: string | null): string {
  if (limit.kind === 'pool') return left === null ? '' : `expires in ${left}`;
  if (left === 'soon') return 'resets soon';
  if (left !== null) return `resets in ${left}`;
  return limit.percent === 0 ? 'starts on first use' : '';
}
