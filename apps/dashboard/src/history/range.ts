const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** Ranges that move with the time. */
export const RANGES = ['5h', '24h', '7d', '30d', '90d', 'all'] as const;
export type RangeName = (typeof RANGES)[number];

const WIDTHS: Readonly<Record<Exclude<RangeName, 'all'>, number>> = {
  '5h': 5 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
};

export interface ShownRange {
  /** ms */
  from: number;
  to: number;
  /** Null: a stretch that was marked, which does not move. */
  name: RangeName | null;
}

/**
 * What is to be shown: a stretch that was marked (`from` and `to`), else a range that ends now. Its end moves in steps,
 * so that nothing is asked for that would look the same.
 *
 * @param since the first moment there is anything of, ms
 */
export function shownRange(
  params: Readonly<Record<string, string>>,
  { now, since }: { now: number; since: number },
): ShownRange {
  const [from, to] = [Number(params['from']), Number(params['to'])];
  if (params['from'] && params['to'] && from >= 0 && to > from && to < 8.64e15)
    return { from, to, name: null };
  const name = RANGES.find((known) => known === params['range']) ?? '24h';
  const width = name === 'all' ? Math.max(DAY, now - since) : WIDTHS[name];
  const step = Math.max(5_000, 2 ** Math.ceil(Math.log2(width / 1_500)));
  const end = Math.ceil(now / step) * step;
  return { from: Math.max(0, end - width), to: end, name };
}

/** Above this many marks a picture says nothing any more. */
const MOST_RESETS = 40;

/** Whether the resets of windows of this length still can be told apart in a range. */
export function resetsFit(kind: string, { from, to }: Pick<ShownRange, 'from' | 'to'>): boolean {
  const length = kind === 'session' ? 5 * HOUR : 7 * DAY;
  return (to - from) / length <= MOST_RESETS;
}

/** How exactly the read-out names a moment. */
export function readOutStyle({ from, to }: ShownRange): 'time' | 'moment' {
  return to - from <= DAY + MINUTE ? 'time' : 'moment';
}
