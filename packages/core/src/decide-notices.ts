import { accountLabel } from './account-label.ts';
import { sightingOf } from './alerts.ts';
import { type Alerted, type Watched, watchLimit, windowName } from './limit-watch.ts';
import {
  NOTICE_SETTINGS,
  type Notice,
  type NoticeKind,
  type NoticeMemory,
  type NoticeSettings,
} from './notice.ts';
import { formatPercent } from './percent.ts';
import { plainLine } from './plain-line.ts';
import { extraUsageText, type LimitReading, type Reading } from './reading.ts';

/** Longer than the longest window: what nobody has reported for this long is forgotten. */
const FORGET_MS = 60 * 24 * 60 * 60 * 1000;
/** A session must have been read for this long before its end is news again: a flapping one is no news. */
const SETTLED_MS = 10 * 60 * 1000;

/**
 * Which notices are due. Limits, extra usage and pools speak from live readings alone; a sign-out is told of an org
 * that was live before. Give it only readings that were heard in this run, never ones out of a file.
 *
 * @param previous what the last call returned as `memory`
 * @param readings one per org (`accountsOf`)
 */
export function decideNotices(
  previous: NoticeMemory,
  readings: readonly Reading[],
  given: { now: number; settings?: NoticeSettings },
): { memory: NoticeMemory; notices: Notice[] } {
  const { now, settings = NOTICE_SETTINGS } = given;
  const draft = {
    limits: recent(previous.limits, (alerted) => now - alerted.seenAt < FORGET_MS),
    sessions: { ...previous.sessions },
    said: recent(previous.said, (at) => now - at < FORGET_MS),
  };
  const snapshots = readings.map((reading) => reading.snapshot);
  const notices = readings.flatMap((reading) => {
    const about = { reading, account: accountLabel(reading.snapshot, snapshots), now, settings, draft };
    const session = sessionNotices(about);
    return reading.live
      ? [...session, ...limitNotices(about), ...extraNotices(about), ...poolNotices(about)]
      : session;
  });
  return { memory: draft, notices: notices.filter(({ kind }) => !settings.without.includes(kind)) };
}

interface Draft {
  limits: Record<string, Alerted>;
  sessions: Record<string, number | null>;
  said: Record<string, number>;
}

interface About {
  reading: Reading;
  account: string;
  now: number;
  settings: NoticeSettings;
  draft: Draft;
}

function limitNotices(about: About): Notice[] {
  const { reading, settings } = about;
  return reading.limits.flatMap((limit) => {
    if (limit.percent === null) return [];
    const watched = watch(about, limit, settings.thresholds);
    if (watched === null) return [];
    const { alerted, crossed, reset } = watched;
    const until = alerted.resetsAt;
    const common = { limitId: limit.id, percent: limit.percent, until };
    const body = [about.account, limit.note];
    const full = crossed >= 100 ? `${limit.label} limit reached` : `${limit.label}: over ${crossed}% used`;
    return [
      ...(crossed === 0
        ? []
        : [notice(about, 'limit', { ...common, window: alerted, threshold: crossed, title: full, body })]),
      ...(reset
        ? [
            notice(about, 'reset', {
              ...common,
              window: alerted,
              title: `${limit.label} has reset`,
              body,
              until: null,
            }),
          ]
        : []),
    ];
  });
}

function extraNotices(about: About): Notice[] {
  const { reading, account, settings, draft, now } = about;
  const { extra } = reading.snapshot;
  const id = `${reading.snapshot.org_uuid}|extra_blocked`;
  const body = [account, extraUsageText(extra) ?? ''];
  const found: Notice[] = [];
  if (extra?.percent != null) {
    const limit = { id: 'extra_usage', percent: extra.percent, resets_at: null } as LimitReading;
    const watched = watch(about, limit, settings.extraThresholds);
    if (watched !== null && watched.crossed > 0) {
      const title = `Extra usage: over ${formatPercent(watched.crossed)} used`;
      const { alerted: window, crossed: threshold } = watched;
      found.push(
        notice(about, 'extra_usage', {
          limitId: limit.id,
          percent: extra.percent,
          window,
          threshold,
          title,
          body,
        }),
      );
    }
  }
  if (extra?.blocked !== true) {
    delete draft.said[id];
  } else if (draft.said[id] === undefined) {
    draft.said[id] = now;
    const until = extra.blocked_until === null ? null : Date.parse(extra.blocked_until);
    found.push({
      ...notice(about, 'extra_blocked', { title: 'Extra usage is blocked', body, until }),
      id: `${id}|${now}`,
    });
  }
  return found;
}

function poolNotices(about: About): Notice[] {
  const { reading, account, settings, draft, now } = about;
  return reading.limits.flatMap((limit) => {
    if (limit.kind !== 'pool' || limit.resets_at === null || (limit.percent ?? 0) >= 100) return [];
    const until = Date.parse(limit.resets_at);
    const made = notice(about, 'pool_expiring', {
      limitId: limit.id,
      percent: limit.percent,
      title: `${limit.label} expires in ${limit.countdown}`,
      body: [account, limit.note],
      until,
    });
    const id = `${made.id}|${Math.round(until / 60_000)}`;
    if (until - now > settings.poolMs || until <= now || draft.said[id] !== undefined) return [];
    draft.said[id] = now;
    return [{ ...made, id }];
  });
}

function sessionNotices(about: About): Notice[] {
  const { reading, account, now, draft } = about;
  const { org_uuid: org, problem, browser } = reading.snapshot;
  const since = draft.sessions[org];
  if (reading.live) {
    // A clock that went back must not make a session look unsettled for long.
    if (since === undefined || since === null || since > now) draft.sessions[org] = now;
    return [];
  }
  if (problem?.kind !== 'signed_out' || since === undefined || since === null) return [];
  draft.sessions[org] = null;
  if (now - since < SETTLED_MS) return [];
  const made = notice(about, 'signed_out', {
    title: `Signed out of claude.ai in ${plainLine(browser)}`,
    body: [account, 'sign in again to see its numbers'],
  });
  return [{ ...made, id: `${made.id}|${now}` }];
}

function watch(about: About, limit: LimitReading, thresholds: readonly number[]): Watched | null {
  const { reading, now, draft } = about;
  const key = `${reading.snapshot.org_uuid}|${limit.id}`;
  const watched = watchLimit(draft.limits[key], sightingOf(reading, limit, now), thresholds);
  if (watched !== null) draft.limits[key] = watched.alerted;
  return watched;
}

interface NoticeParts {
  title: string;
  body: readonly string[];
  limitId?: string;
  percent?: number | null;
  threshold?: number;
  window?: Alerted;
  until?: number | null;
}

function notice({ reading, account }: About, kind: NoticeKind, parts: NoticeParts): Notice {
  const { limitId = null, percent = null, threshold = null, until = null, window } = parts;
  const org = reading.snapshot.org_uuid;
  const names = [org, limitId, window === undefined ? null : windowName(window), threshold ?? kind];
  return {
    id: names.filter((name) => name !== null).join('|'),
    kind,
    orgUuid: org,
    limitId,
    percent,
    threshold,
    account: plainLine(account),
    title: plainLine(parts.title),
    body: plainLine(parts.body.filter((part) => part !== '').join(' · ')),
    until,
  };
}

function recent<T>(record: Readonly<Record<string, T>>, keep: (value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => keep(value)));
}
