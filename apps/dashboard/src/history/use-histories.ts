import { type HistoriesAnswer, MAX_POINTS, ROUTES } from '@claude-meter/wire';
import { withQuery } from '../data/ask.ts';
import { type Current, useAsked } from '../data/use-asked.ts';

export interface AskedHistories {
  org: string;
  limits: readonly string[];
  from: number;
  to: number;
}

/**
 * Asks for the histories of some limits over one range, in one answer, so that no line is drawn against another's range.
 * The old ones stay until the new ones are there.
 */
export function useHistories(
  { org, limits, from, to }: AskedHistories,
  version: unknown,
): Current<HistoriesAnswer> {
  const query = { org, limits: limits.join(','), from, to, points: MAX_POINTS };
  return useAsked<HistoriesAnswer>(limits.length === 0 ? null : withQuery(ROUTES.histories, query), version);
}
