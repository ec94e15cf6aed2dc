import { ALERT_THRESHOLDS } from './alerts.ts';
import type { Alerted } from './limit-watch.ts';

export const NOTICE_KINDS = [
  'limit', // a threshold of a limit is crossed
  'reset', // a limit about which something was said is free again
  'extra_usage', // a threshold of extra usage is crossed
  'extra_blocked', // extra usage is refused from now on
  'signed_out', // the session that was read has ended
  'pool_expiring', // credit will be lost soon
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Something a person is told once. */
export interface Notice {
  /** The same for the same org, limit, window and matter, so that a notice cannot stand there twice. */
  id: string;
  kind: NoticeKind;
  orgUuid: string;
  limitId: string | null;
  /** Percent 0–100 and beyond, unrounded; null where it is about no percentage. */
  percent: number | null;
  threshold: number | null;
  account: string;
  title: string;
  body: string;
  /** When what it says is over, ms; null when it has no end. */
  until: number | null;
}

/** What has been said. Plain data: it survives restarts as JSON. */
export interface NoticeMemory {
  /** By org and limit. */
  limits: Readonly<Record<string, Alerted>>;
  /** By org: since when it has been read without a break, ms; null while it is signed out and said so. */
  sessions: Readonly<Record<string, number | null>>;
  /** Once-only notices by id, and when they were said, ms. */
  said: Readonly<Record<string, number>>;
}

export interface NoticeSettings {
  /** Percents 0–100 and beyond, ascending. @default 90, 100 */
  thresholds: readonly number[];
  /** Percents of extra usage. @default 80, 100 */
  extraThresholds: readonly number[];
  /** How long before its end a pool is mentioned, ms. @default one day */
  poolMs: number;
  /** Kinds that are not wanted. */
  without: readonly NoticeKind[];
}

export const NOTICE_SETTINGS: NoticeSettings = {
  thresholds: ALERT_THRESHOLDS,
  extraThresholds: [80, 100],
  poolMs: 24 * 60 * 60 * 1000,
  without: [],
};

export function emptyNoticeMemory(): NoticeMemory {
  return { limits: {}, sessions: {}, said: {} };
}
