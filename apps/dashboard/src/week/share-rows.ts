import type { LimitAttribution, PointsRow } from '@claude-meter/wire';

/** By what the points of a limit can be told apart. */
export const SHARE_KINDS = ['models', 'sessions', 'projects', 'branches'] as const;
export type ShareKind = (typeof SHARE_KINDS)[number];

export const SHARE_TITLES: Readonly<Record<ShareKind, string>> = {
  models: 'Models',
  sessions: 'Sessions',
  projects: 'Projects',
  branches: 'Branches',
};

/** What the address says, else projects. */
export function readShareKind(text: string | undefined): ShareKind {
  return SHARE_KINDS.find((known) => known === text) ?? 'projects';
}

/** The limit that the address names, else that of the week, else the first; null when there is none. */
export function chosenLimit(
  limits: readonly LimitAttribution[],
  id: string | undefined,
): LimitAttribution | null {
  return (
    limits.find(({ limit_id }) => limit_id === id) ??
    limits.find(({ kind }) => kind === 'weekly') ??
    limits[0] ??
    null
  );
}

/** Points of a full bar, so that every whisker of the rows fits. */
export function widest({ elsewhere }: LimitAttribution, rows: readonly PointsRow[]): number {
  return Math.max(elsewhere.interval[1], ...rows.map(({ interval }) => interval[1]), 0);
}
