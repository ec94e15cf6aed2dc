import { type AttributedLimit, MICRO, pointsBy } from '@claude-meter/core';
import type { PointsRow, PointsShare } from '@claude-meter/wire';
import type { AccountAttribution } from './attribute-account.ts';
import { UseSum } from './local-use.ts';
import { rowsIn } from './work-columns.ts';

/** What requests are told apart by: a model, a session, a folder, a branch, a pull request. */
export interface PlaceNames {
  model: (model: number) => string | null;
  session: (context: number) => string | null;
  project: (context: number) => string | null;
  branch: (context: number) => string | null;
}

export function placeNames({ columns, requests }: AccountAttribution): PlaceNames {
  const named = (part: 'session' | 'cwd' | 'branch') => (context: number) =>
    requests.nameOf(requests.contexts[context]?.[part] ?? 0);
  return {
    model: (model) => columns.names[model] ?? null,
    session: named('session'),
    project: named('cwd'),
    branch: named('branch'),
  };
}

/** A request's place, as keys are made of it. */
export interface Place {
  model: number;
  context: number;
  at: number;
}

export interface RowsAsked {
  /** Ms. */
  from: number;
  to: number;
  keyOf: (place: Place) => string | null;
  /** Folders of a row's contexts; without it rows name none. */
  projectOf?: (context: number) => string | null;
}

/** One row per key of the requests that a limit counts, the one with the most points first. */
export function pointsRows(
  account: AccountAttribution,
  attributed: AttributedLimit,
  { from, to, keyOf, projectOf }: RowsAsked,
): PointsRow[] {
  const uses = usesBy(account, attributed, { from, to, keyOf });
  // A stretch belongs to the time in which it ends: the last moment of the time is before `to`.
  const told = new Map(pointsBy(attributed, { from, to }, keyOf).map((points) => [points.key, points]));
  const rows = [...uses].map(([key, use]): PointsRow => {
    const points = told.get(key);
    const folders = projectOf === undefined ? [] : [...use.contexts].map(projectOf);
    const measured = points === undefined ? 0 : points.requests - points.unmeasuredRequests;
    return {
      key,
      ...shareOf(points ?? { micro: 0, low: 0, high: 0 }),
      ...use.told(),
      projects: [...new Set(folders)].filter((folder) => folder !== null),
      first_at: use.firstAt,
      last_at: use.lastAt,
      unmeasured_requests: Math.max(0, use.requests - measured),
    };
  });
  // A request shows for a while after it ended: what showed of it after the beginning is told as well.
  for (const [key, points] of told) if (!uses.has(key) && points.micro > 0) rows.push(lateRow(key, points));
  return rows.sort((a, b) => b.points - a.points || b.tokens - a.tokens || compare(a.key, b.key));
}

function lateRow(
  key: string | null,
  points: { micro: number; low: number; high: number; firstAt: number; lastAt: number },
): PointsRow {
  const { firstAt, lastAt } = points;
  const use = { requests: 0, tokens: 0, usd: 0, projects: [], unmeasured_requests: 0 };
  return { key, ...shareOf(points), ...use, first_at: firstAt, last_at: lastAt };
}

/** Points with their interval: exact millionths, and an interval that needs no more digits. */
export function shareOf({ micro, low, high }: { micro: number; low: number; high: number }): PointsShare {
  return { points: micro / MICRO, interval: intervalOf(low, high) };
}

/** Rounded outwards to a thousandth: an interval needs no more digits. */
export function intervalOf(low: number, high: number): [number, number] {
  return [Math.floor(low * 1000) / 1000, Math.ceil(high * 1000) / 1000];
}

/** Sums of the counted requests by key. */
function usesBy(
  { columns }: AccountAttribution,
  { counts }: AttributedLimit,
  { from, to, keyOf }: RowsAsked,
): Map<string | null, UseSum> {
  const { work } = columns;
  const uses = new Map<string | null, UseSum>();
  const [first, end] = rowsIn(columns, { from, to });
  for (let row = first; row < end; row += 1) {
    if (counts[row] !== 1) continue;
    const at = work.at[row] as number;
    const key = keyOf({ model: work.model[row] as number, context: work.context[row] as number, at });
    const use = uses.get(key) ?? new UseSum();
    uses.set(key, use);
    use.add(columns, row);
  }
  return uses;
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
