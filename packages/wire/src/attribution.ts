/**
 * What `GET /api/attribution` answers: where the points of each limit went.
 *
 * Points are percentage points of the limit (1 point = 1 % of it) as numbers of at most six digits behind the point:
 * counted in millionths, the parts of a limit add up to its `rise` exactly. Intervals are 80 % intervals in the same
 * unit. Times are ms since the epoch, `usd` is the list price of the API, null where no model of it has one.
 */
export interface AttributionAnswer {
  org_uuid: string;
  /** The time asked for: from, inclusive, to, exclusive. */
  from: number;
  to: number;
  generated_at: number;
  /** Share of intervals that are meant to hold the truth: 0.8. */
  interval_level: number;
  /** Of the requests of Claude Code on this machine in that time, whether a limit counts them or not. */
  local: LocalUse;
  /** Weekly and scoped limits and the 5-hour windows, in the order of the history. */
  limits: LimitAttribution[];
  /** Why list price, the 5-hour windows and the week tell of one time so differently, in a sentence or two. */
  words: string;
}

/** Requests of the transcripts of this machine. */
export interface LocalUse {
  requests: number;
  tokens: number;
  usd: number | null;
}

/** Why something is not said. */
export interface DeclinedAnswer {
  kind: 'declined';
  /**
   * `no_work`: no request of this machine counts toward it. `no_rise`: the server showed none. `unknown_scope`: which
   * requests the limit counts is not known. `thin`: too little was seen to tell. `unknown_weight`: too little work of
   * that model was seen. `nothing_to_switch`: all of it ran on that model already.
   */
  why: 'no_work' | 'no_rise' | 'unknown_scope' | 'thin' | 'unknown_weight' | 'nothing_to_switch';
  /** A sentence. */
  reason: string;
}

/** Low and high end of an interval. */
export type PointsInterval = [low: number, high: number];

/** One limit in the time asked for. `rise` = points of all `models` + `elsewhere`, and so for the other lists. */
export interface LimitAttribution {
  limit_id: string;
  /** `session` (5 hours), `weekly`, `scoped` */
  kind: string;
  label: string;
  /** What the server's percent rose by, resets left out; what a reset wiped out before it was seen is not in it. */
  rise: number;
  /** Of it, by the requests of this machine. */
  local: PointsShare;
  /** Of it, by something else: claude.ai in a browser, other machines, other programs. */
  elsewhere: PointsShare;
  /** Requests of this machine that the limit counts, but whose rise nobody saw: a reset fell in before the next look. */
  unmeasured: LocalUse;
  /** Digits that the server's percents had: 1 for whole numbers, 0.1, 0.01, … points. */
  resolution: number;
  /** Families of models whose requests count, such as `opus`; null: those of all Claude models. */
  counted_families: string[] | null;
  /** The windows that lie in the time, oldest first. */
  windows: WindowAttribution[];
  models: PointsRow[];
  sessions: PointsRow[];
  projects: PointsRow[];
  branches: PointsRow[];
  /** By the `key` of the report `prs`; null unless asked for with `prs=1`, since asking git takes a while. */
  pull_requests: PointsRow[] | null;
  /** Why `local` is not split up; null when it is. */
  declined: DeclinedAnswer | null;
  /** What the tokens weigh, estimated from the weeks before `to`. */
  weights: WeightsAnswer | DeclinedAnswer;
  ordinary_session: OrdinarySession | DeclinedAnswer;
  what_if: WhatIfAnswer[];
  drift: DriftAnswer | DeclinedAnswer;
}

export interface PointsShare {
  points: number;
  interval: PointsInterval;
}

/** Part of a rise: one model, session, project or branch. The largest first. */
export interface PointsRow extends PointsShare, LocalUse {
  /** Model, session id, folder or branch as the transcripts name it; null when they name none. */
  key: string | null;
  /** Folders, of sessions and branches; empty otherwise. */
  projects: string[];
  /** Ms of its first and last request. */
  first_at: number;
  last_at: number;
  /** Of its requests, how many lie where nobody saw the rise: its points lack them. */
  unmeasured_requests: number;
}

/** One window of the server. */
export interface WindowAttribution {
  /** Ms; where the reset is not known, the first and last look at it. */
  start: number;
  end: number;
  /** Whether `start` and `end` are the server's word. */
  is_anchored: boolean;
  rise: number;
  local: number;
  elsewhere: number;
  /** Highest percent that was seen. */
  peak: number;
  /** List price of the requests of this machine in it that the limit counts. */
  usd: number | null;
}

/** What one dollar of list price takes of the limit, in points, by family of models. */
export interface WeightsAnswer {
  kind: 'weights';
  method: string;
  /** Stretches of work that the estimate rests on, and since when, ms. */
  stretches: number;
  since: number;
  families: FamilyWeight[];
  /** How much the limit scatters around the weights, as a share: 0.1 = 10 % per stretch. */
  scatter: number;
}

export interface FamilyWeight {
  family: string;
  /** Points for one dollar of list price, of tokens mixed as this account mixes them. */
  points_per_usd: number;
  interval: PointsInterval;
  /** `estimated` from the account's own work, or hardly more than `assumed` from list prices. */
  basis: 'estimated' | 'assumed';
}

/** What a session of this machine usually takes. */
export interface OrdinarySession {
  kind: 'ordinary';
  median: number;
  /** The middle half of the sessions. */
  low: number;
  high: number;
  sessions: number;
}

/** Had the same tokens been those of another family. */
export interface WhatIfAnswer {
  /** `sonnet`, `haiku`, `opus` */
  family: string;
  answer: WhatIf | DeclinedAnswer;
}

export interface WhatIf {
  kind: 'what_if';
  /** What was spent on this machine, and what it would have been. */
  points: number;
  would_be: PointsShare;
  /** Windows that were full, and those of them that would have stayed below 100 %: surely, and perhaps. */
  full_windows: number;
  saved_windows: number;
  perhaps_saved_windows: number;
  /** A sentence. */
  words: string;
}

/** Whether a token has come to weigh more or less over the weeks. */
export interface DriftAnswer {
  kind: 'drift';
  /** Oldest first; empty: no step was found. */
  steps: DriftStep[];
  /** Points per dollar of list price by week, to be drawn. */
  weeks: DriftWeek[];
  /** A sentence. */
  words: string;
}

export interface DriftStep {
  /** Ms: where it lies most probably, and between which days. */
  at: number;
  between: [from: number, to: number];
  /** What a token weighs since, of what it did before: 1.3 = 30 % more. */
  factor: number;
  factor_interval: PointsInterval;
  /** 1 − the chance of such a step where there is none: 0.99. */
  confidence: number;
}

export interface DriftWeek {
  from: number;
  to: number;
  points_per_usd: number;
  interval: PointsInterval;
}
