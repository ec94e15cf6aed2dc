import { type AttributedLimit, elsewhereOf, MICRO, pointsBy, type SeenWindow } from '@claude-meter/core';
import type { DeclinedAnswer, LimitAttribution, LocalUse, WindowAttribution } from '@claude-meter/wire';
import type { AccountAttribution, TimeRange } from './attribute-account.ts';
import { driftAnswer, ordinaryAnswer, weightsAnswer, whatIfAnswers } from './estimates.ts';
import { UseSum } from './local-use.ts';
import { type Place, placeNames, pointsRows, shareOf } from './points-rows.ts';
import { rowsIn } from './work-columns.ts';

/** What a request belongs to, such as a pull request; null when nobody asked. */
export type ExtraKey = ((place: Place) => string) | null;

/** One limit of an answer. */
export function limitAnswer(
  account: AccountAttribution,
  attributed: AttributedLimit,
  { range, pullRequestOf }: { range: TimeRange; pullRequestOf: ExtraKey },
): LimitAttribution {
  const names = placeNames(account);
  const elsewhere = elsewhereOf(attributed, range);
  const [local] = pointsBy(attributed, range, () => 'local');
  const rows = (keyOf: (place: Place) => string | null, withProjects = false) =>
    pointsRows(account, attributed, {
      ...range,
      keyOf,
      ...(withProjects ? { projectOf: names.project } : {}),
    });
  const { limit, counted } = attributed;
  return {
    limit_id: limit.id,
    kind: limit.kind,
    label: limit.label,
    rise: elsewhere.rise / MICRO,
    local: shareOf(local ?? { micro: 0, low: 0, high: 0 }),
    elsewhere: shareOf(elsewhere),
    unmeasured: unmeasuredUse(account, attributed, range),
    resolution: attributed.resolution,
    counted_families: typeof counted === 'object' ? [counted.family] : counted === 'all' ? null : [],
    windows: windowsIn(account, attributed, range),
    models: rows(({ model }) => names.model(model)),
    sessions: rows(({ context }) => names.session(context), true),
    projects: rows(({ context }) => names.project(context)),
    branches: rows(({ context }) => names.branch(context), true),
    pull_requests: pullRequestOf === null ? null : rows(pullRequestOf),
    declined: declinedOf(attributed, range),
    weights: weightsAnswer(attributed),
    ordinary_session: ordinaryAnswer(attributed, { until: range.to, sessionOf: names.session }),
    what_if: whatIfAnswers(account, attributed, range),
    drift: driftAnswer(attributed, range.to),
  };
}

function declinedOf({ counted, stretches }: AttributedLimit, range: TimeRange): DeclinedAnswer | null {
  if (counted === 'unknown') {
    const reason = 'Which requests this limit counts is not known: all of its rise is shown as elsewhere.';
    return { kind: 'declined', why: 'unknown_scope', reason };
  }
  const inRange = stretches.filter(({ to }) => to > range.from && to <= range.to);
  if (!inRange.some(({ rise }) => (rise ?? 0) > 0)) {
    return { kind: 'declined', why: 'no_rise', reason: 'The limit did not rise in this time.' };
  }
  if (!inRange.some(({ work }) => work.total > 0)) {
    const reason = 'No request of this machine counts toward this limit in this time.';
    return { kind: 'declined', why: 'no_work', reason };
  }
  return null;
}

/** Counted requests that lie where nobody saw the rise. */
function unmeasuredUse(
  { columns }: AccountAttribution,
  attributed: AttributedLimit,
  range: TimeRange,
): LocalUse {
  const sum = new UseSum();
  const seen = attributed.stretches.filter(({ rise, isFull }) => rise !== null && !isFull);
  let next = 0;
  const [first, end] = rowsIn(columns, range);
  for (let row = first; row < end; row += 1) {
    if (attributed.counts[row] !== 1) continue;
    while (next < seen.length && (seen[next]?.endRow ?? 0) <= row) next += 1;
    if (row < (seen[next]?.firstRow ?? Number.POSITIVE_INFINITY)) sum.add(columns, row);
  }
  return sum.told();
}

function windowsIn(
  { columns }: AccountAttribution,
  { stretches, windows, counts }: AttributedLimit,
  range: TimeRange,
): WindowAttribution[] {
  return windows.flatMap((window, place): WindowAttribution[] => {
    const own = stretches.filter(({ window: of, to }) => of === place && to > range.from && to <= range.to);
    const rise = own.reduce((sum, stretch) => sum + (stretch.rise ?? 0), 0);
    const isIdle = window.resetsAt === null && rise === 0;
    const [first, last] = [own[0], own.at(-1)];
    if (isIdle || first === undefined || last === undefined) return [];
    const local = own.reduce((sum, stretch) => sum + stretch.local, 0);
    const use = new UseSum();
    for (let row = first.firstRow; row < last.endRow; row += 1) if (counts[row] === 1) use.add(columns, row);
    return [
      {
        ...spanOf(window, { next: windows[place + 1], seenUntil: last.to }),
        rise: rise / MICRO,
        local: local / MICRO,
        elsewhere: (rise - local) / MICRO,
        peak: window.peak / MICRO,
        usd: use.told().usd,
      },
    ];
  });
}

/** A window that the server ended early ends where the next one begins. */
function spanOf(
  window: SeenWindow,
  { next, seenUntil }: { next: SeenWindow | undefined; seenUntil: number },
): Pick<WindowAttribution, 'start' | 'end' | 'is_anchored'> {
  const { start, resetsAt } = window;
  const end = Math.min(resetsAt ?? seenUntil, next?.start ?? Number.POSITIVE_INFINITY);
  return { start, end, is_anchored: resetsAt !== null };
}
