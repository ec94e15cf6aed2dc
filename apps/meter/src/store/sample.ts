import type { Limit, LimitKind, Observation, Source } from '@claude-meter/core';

/** One limit at one moment, as the history keeps it. */
export interface Sample {
  orgUuid: string;
  limitId: string;
  kind: LimitKind | 'extra';
  label: string;
  /** Fetch time, ms. */
  at: number;
  /** Percent 0–100 and beyond; null when the server had no number. */
  percent: number | null;
  /** Nearest full minute, ms: the server's value jitters below a second around it. */
  resetsAt: number | null;
  /** Minor units, for limits that count money. */
  amount: number | null;
  currency: string | null;
  exponent: number | null;
  source: Source;
  browser: string;
  /** Hex digest of the usage body; null for what was imported. */
  sha256: string | null;
}

/** The series in which extra usage is kept. */
export const EXTRA_ID = 'extra';

const MINUTE_MS = 60_000;

/** All samples of one observation; none when it brought no usage body. */
export function samplesOf(observation: Observation): Sample[] {
  const { usage, orgUuid, session, receivedAt } = observation;
  if (usage === null) return [];
  const common = {
    orgUuid,
    at: Math.min(Date.parse(observation.fetchedAt), receivedAt),
    source: session.source,
    browser: session.browser,
    sha256: usage.sha256 === '' ? null : usage.sha256,
  };
  const limits = usage.meaning.limits.map((limit) => ({ ...common, ...fromLimit(limit) }));
  const { extra } = usage.meaning;
  if (extra?.used == null) return limits;
  const { used, percent } = extra;
  const spent = { limitId: EXTRA_ID, kind: 'extra' as const, label: 'Extra usage', percent, resetsAt: null };
  return [
    ...limits,
    { ...common, ...spent, amount: used.minor, currency: used.currency, exponent: used.exponent },
  ];
}

function fromLimit(limit: Limit) {
  return {
    limitId: limit.id,
    kind: limit.kind,
    label: limit.label,
    percent: limit.percent,
    resetsAt: limit.resets_at === null ? null : nearestMinute(Date.parse(limit.resets_at)),
    amount: limit.used?.minor ?? null,
    currency: limit.used?.currency ?? null,
    exponent: limit.used?.exponent ?? null,
  };
}

function nearestMinute(at: number): number | null {
  return Number.isNaN(at) ? null : Math.round(at / MINUTE_MS) * MINUTE_MS;
}
