import { formatPercent, LOOK_BANDS, severityOf } from '@claude-meter/core';
import type { VNode } from 'preact';

export interface MeterBarProps {
  /** What is measured, for those who do not see the bar's row. */
  label: string;
  /** Percent 0–100 and beyond; null when unknown: no bar is drawn, since an empty one would say 0. */
  percent: number | null;
  /** What else to say about it: `resets in 2h`. */
  note: string;
}

/** A percentage as a bar. Longer than full stays full; the words carry the true number. */
export function MeterBar({ label, percent, note }: MeterBarProps): VNode {
  if (percent === null) return <div class="cm-bar" data-unknown="" />;
  const shown = Math.min(100, Math.max(0, percent));
  const words = [formatPercent(percent), note].filter((part) => part !== '').join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: -- <meter> takes no aria-valuetext in every browser, nor our colours
    <div
      class="cm-bar"
      data-severity={severityOf(percent, LOOK_BANDS)}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={shown}
      aria-valuetext={words}
    >
      <div class="cm-bar-fill" style={{ inlineSize: `${shown}%` }} />
    </div>
  );
}
