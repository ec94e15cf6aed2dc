import type { PointsInterval } from '@claude-meter/wire';
import type { VNode } from 'preact';

export interface SpanBarProps {
  points: number;
  interval: PointsInterval;
  /** Points of a full bar. */
  most: number;
  tone?: 'here' | 'elsewhere';
}

/** Points as a bar with its interval as a whisker. The numbers stand beside it: nothing is said here alone. */
export function SpanBar({ points, interval: [low, high], most, tone = 'here' }: SpanBarProps): VNode {
  const share = (value: number) => String(most <= 0 ? 0 : Math.min(1, Math.max(0, value / most)));
  return (
    <span
      class="db-span"
      data-tone={tone}
      aria-hidden="true"
      style={{ '--points': share(points), '--low': share(low), '--high': share(high) }}
    />
  );
}
