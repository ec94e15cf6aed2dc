import { setImmediate as turn } from 'node:timers/promises';
import {
  accountsOf,
  type Change,
  type Forecast,
  forecastOf,
  type LimitReading,
  type PastWindow,
  type Reading,
  type Snapshot,
} from '@claude-meter/core';
import type { ForecastEntry, HistoryColumns } from '@claude-meter/wire';
import type { Context } from 'hono';
import type { HistoryQueries, LimitWindow } from '../../store/query-history.ts';
import type { Store } from '../../store/store.ts';
import { readOrg } from './read-query.ts';

const DAY_MS = 86_400_000;
/** Older habits are no longer asked for: the forecast uses eight weeks. */
const REACH_MS = 56 * DAY_MS;
const RECENT_MS = DAY_MS;
/** Beyond this many changes, eight weeks are read in steps of ten minutes. */
const MOST_CHANGES = 9_000;
const MOST_WINDOWS = 500;
/** A forecast is not worked out again while nothing was read, for so long, ms. */
const GOOD_FOR_MS = 60_000;

export interface ForecastQuestion {
  /** Null: all. */
  org: string | null;
  now: number;
  timeZone: string;
}

/** Works out what lies ahead of each limit that runs, when somebody asks, and remembers it for a minute. */
export interface Forecaster {
  /** What has been worked out, at once: for lines and metrics, which must not wait. What is missing comes later. */
  (question: ForecastQuestion): ForecastEntry[];
  /** All of it, worked out anew where that is due. */
  worked(question: ForecastQuestion): Promise<ForecastEntry[]>;
}

interface Known {
  key: string;
  at: number;
  /** The newest that is ready. */
  ready: Forecast | null;
  coming: Promise<Forecast>;
}

export function createForecaster(store: Store, snapshots: () => readonly Snapshot[]): Forecaster {
  const known = new Map<string, Known>();

  async function foretell(
    { reading, limit }: Running,
    { now, timeZone }: ForecastQuestion,
  ): Promise<Forecast> {
    // Dice are thrown for each limit: posts and streams get their turn in between.
    await turn();
    const { org_uuid, fetched_at } = reading.snapshot;
    const at = { org_uuid, limit_id: limit.id, readAt: Date.parse(fetched_at), now };
    return forecastOf({ ...inputFrom(store.queries(), at), now, timeZone, live: reading.live, limit });
  }

  function remembered(running: Running, question: ForecastQuestion): Known {
    const { reading, limit } = running;
    const place = [reading.snapshot.org_uuid, limit.id, question.timeZone].join('|');
    const key = [limit.percent, limit.resets_at, reading.live].join('|');
    const before = known.get(place);
    const isNew = before?.key === key && Math.abs(question.now - before.at) < GOOD_FOR_MS;
    if (before !== undefined && isNew) return before;
    const coming = foretell(running, question);
    const next: Known = {
      key,
      at: question.now,
      ready: reading.live ? (before?.ready ?? null) : null,
      coming,
    };
    known.set(place, next);
    coming.then(
      (forecast) => {
        next.ready = forecast;
      },
      // Whoever waits for it is told; the next question tries again.
      () => known.delete(place),
    );
    return next;
  }

  const running = ({ org, now }: ForecastQuestion): Running[] =>
    accountsOf(snapshots(), now)
      .filter(({ snapshot }) => org === null || snapshot.org_uuid === org)
      .flatMap((reading) => reading.limits.map((limit) => ({ reading, limit })));

  const atOnce = (question: ForecastQuestion): ForecastEntry[] =>
    running(question).flatMap((one) => {
      const { ready } = remembered(one, question);
      return ready === null ? [] : [entryOf(one, ready)];
    });

  const worked = async (question: ForecastQuestion): Promise<ForecastEntry[]> => {
    const entries: ForecastEntry[] = [];
    for (const one of running(question)) entries.push(entryOf(one, await remembered(one, question).coming));
    return entries;
  };

  return Object.assign(atOnce, { worked });
}

interface Running {
  reading: Reading;
  limit: LimitReading;
}

function entryOf({ reading, limit }: Running, forecast: Forecast): ForecastEntry {
  return { org_uuid: reading.snapshot.org_uuid, limit_id: limit.id, forecast };
}

/** `GET /api/forecast?org&tz`: of all orgs, in the meter's own time zone, unless said otherwise. */
export async function serveForecast(c: Context, forecaster: Forecaster, now: number): Promise<Response> {
  const { org: asked, tz } = c.req.query();
  const org = asked === undefined || asked === '' ? null : readOrg({ org: asked });
  if (org !== null && !org.ok) return c.json({ error: org.error }, 400);
  const timeZone = tz || new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isTimeZone(timeZone)) {
    return c.json(
      { error: `tz ${JSON.stringify(timeZone.slice(0, 100))} is no time zone such as Europe/Berlin.` },
      400,
    );
  }
  return c.json(await forecaster.worked({ org: org?.value ?? null, now, timeZone }));
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function inputFrom(
  queries: HistoryQueries,
  at: { org_uuid: string; limit_id: string; readAt: number; now: number },
) {
  const range = { org_uuid: at.org_uuid, limit_id: at.limit_id, from: at.now - REACH_MS, to: at.now + 1 };
  const columns = queries.history(range, MOST_CHANGES);
  const history = columns === null ? [] : changesOf(columns);
  const windows = queries.windows(range, MOST_WINDOWS) ?? [];
  return {
    history,
    samples: history.filter((change) => change.at >= at.now - RECENT_MS),
    gaps: gapsUntil(columns?.gaps ?? [], at.readAt),
    pastWindows: windows.filter(({ ended }) => ended !== null).map(pastWindow),
  };
}

function changesOf({ at, percent }: HistoryColumns): Change[] {
  return at.flatMap((moment, index) => {
    const value = percent[index];
    return value == null ? [] : [{ at: moment, percent: value }];
  });
}

/** Between the newest reading and now is no gap: the reading is fresh, or nothing is foretold. */
function gapsUntil(gaps: readonly [number, number][], readAt: number): [number, number][] {
  return gaps.filter(([since]) => since < readAt);
}

function pastWindow({ openedAt, resetsAt, peak, lastPercent, fullAt }: LimitWindow): PastWindow {
  return { openedAt, resetsAt, peak, lastPercent, fullAt };
}
