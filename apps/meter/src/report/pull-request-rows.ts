import type { LandedUse, PullRequestRow } from '@claude-meter/wire';
import type { PullRequest, PullRequestBook } from '../pull-requests/pull-request-types.ts';
import { byTokens, type ChosenRows, groupRows, spanOf } from './chosen-rows.ts';

/** When the server's own windows ended or will end, ms. */
interface Resets {
  sessionResets: readonly number[];
  weekResets: readonly number[];
}

/** One row per pull request or branch, the one with the most tokens first. */
export function pullRequestRows(chosen: ChosenRows, book: PullRequestBook, resets: Resets): PullRequestRow[] {
  const seen = new Map<string, { one: PullRequest; sessions: Set<number> }>();
  const groups = groupRows(chosen, (at, context) => {
    const one = book.pullRequestOf(chosen.nameOf(context.cwd), chosen.nameOf(context.branch), at);
    const known = seen.get(one.key);
    if (known === undefined) seen.set(one.key, { one, sessions: new Set([context.session]) });
    else known.sessions.add(context.session);
    // A branch may land between any two requests.
    return { key: one.key, from: at, to: at + 1 };
  });
  return [...groups]
    .map(([key, tally]): PullRequestRow => {
      const { one, sessions } = seen.get(key) as { one: PullRequest; sessions: Set<number> };
      const weeks = resetsBetween(resets.weekResets, tally);
      return {
        key,
        repository: one.repository,
        branch: one.branch,
        number: one.number,
        url: one.url,
        state: one.state,
        landed_at: one.landedAt === null ? null : new Date(one.landedAt).toISOString(),
        way: one.way,
        sessions: sessions.size,
        session_resets: resetsBetween(resets.sessionResets, tally),
        week_resets: weeks,
        is_incomplete: weeks > 0,
        ...spanOf(tally),
        ...tally.use(chosen.nameOf),
      };
    })
    .sort(byTokens);
}

function resetsBetween(
  resets: readonly number[],
  { firstAt, lastAt }: { firstAt: number; lastAt: number },
): number {
  return new Set(resets.filter((at) => at > firstAt && at <= lastAt)).size;
}

/** What landed pull requests took. Work that nobody priced is left out of the dollars, and told. */
export function landedUse(rows: readonly PullRequestRow[]): LandedUse {
  const landed = rows.filter(({ state }) => state === 'landed');
  const count = landed.length;
  const priced = landed.flatMap(({ usd }) => usd ?? []);
  const all = rows.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
  return {
    pull_requests: count,
    average_tokens: count === 0 ? null : Math.round(sumOf(landed.map((row) => row.total_tokens)) / count),
    average_usd: priced.length === 0 ? null : sumOf(priced) / priced.length,
    median_usd: medianOf(priced),
    all_usd_per_landed: count === 0 ? null : all / count,
    unpriced_requests: sumOf(landed.map((row) => row.unpriced_requests)),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
