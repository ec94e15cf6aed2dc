import type { AttributionAnswer } from '@claude-meter/wire';
import { withQuery } from '../data/ask.ts';
import { type Current, useAsked } from '../data/use-asked.ts';

export const ATTRIBUTION = '/api/attribution';

/** Where the points of each limit went in a span of time, ms. Null: nothing is asked yet. */
export function useAttribution(
  span: { from: number; to: number } | null,
  version: unknown = null,
): Current<AttributionAnswer> {
  const path = span === null ? null : withQuery(ATTRIBUTION, { from: span.from, to: span.to });
  return useAsked<AttributionAnswer>(path, version);
}
