import { type AttributionAnswer, ROUTES } from '@claude-meter/wire';
import { withQuery } from '../data/ask.ts';
import { type Current, useAsked } from '../data/use-asked.ts';

export interface AttributionQuestion {
  /** Null: that of Claude Code's own account. */
  org?: string | null;
  /** ms; null: the week that runs. */
  span: { from: number; to: number } | null;
  /** By pull request too. */
  withPulls?: boolean;
}

/** Where the points of each limit went. Null: nothing is asked yet. */
export function useAttribution(
  question: AttributionQuestion | null,
  version: unknown = null,
): Current<AttributionAnswer> {
  return useAsked<AttributionAnswer>(question === null ? null : pathOf(question), version);
}

function pathOf({ org = null, span, withPulls = false }: AttributionQuestion): string {
  const query = { org, from: span?.from ?? null, to: span?.to ?? null, prs: withPulls ? 1 : null };
  return withQuery(ROUTES.attribution, query);
}

/** Whether there was an answer, be it that there is none: columns that came later would move all the others. */
export function isSettled({ value, error }: Current<unknown>): boolean {
  return value !== null || error !== null;
}
