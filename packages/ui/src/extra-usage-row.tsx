import {
  countdown,
  type ExtraUsage,
  extraUsageText,
  formatMoney,
  formatPercent,
  LOOK_BANDS,
  severityOf,
} from '@claude-meter/core';
import type { VNode } from 'preact';
import { MeterBar } from './meter-bar.tsx';

export interface ExtraUsageRowProps {
  extra: ExtraUsage | null;
  now: number;
}

/** Metered use beyond the plan, in its own currency: `$73.00 of $200.00`. Nothing while it is off and unused. */
export function ExtraUsageRow({ extra, now }: ExtraUsageRowProps): VNode | null {
  if (extra === null || extraUsageText(extra) === null) return null;
  const amount = amountOf(extra);
  return (
    <div class="cm-extra" data-severity={extra.blocked ? 'full' : severityOf(extra.percent, LOOK_BANDS)}>
      <span class="cm-label">Extra usage</span>
      {extra.blocked && <span class="cm-blocked">{blockedText(extra, now)}</span>}
      <span class="cm-note">{amount}</span>
      {extra.percent !== null && (
        <>
          <span class="cm-percent">{formatPercent(extra.percent)}</span>
          <MeterBar label="Extra usage" percent={extra.percent} note={amount} />
        </>
      )}
    </div>
  );
}

function amountOf(extra: ExtraUsage): string {
  if (extra.used === null) return '';
  const used = formatMoney(extra.used);
  return extra.limit === null ? `${used}, no cap` : `${used} of ${formatMoney(extra.limit)}`;
}

function blockedText(extra: ExtraUsage, now: number): string {
  const left = extra.blocked_until === null ? null : countdown(extra.blocked_until, now);
  return left === null || left === 'soon' ? 'Blocked' : `Blocked for ${left}`;
}
