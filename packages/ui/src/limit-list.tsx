import { formatPercent, type LimitReading, LOOK_BANDS, severityOf } from '@claude-meter/core';
import type { VNode } from 'preact';
import { MeterBar } from './meter-bar.tsx';
import { type Place, writeMoment } from './write-moment.ts';

export interface LimitListProps {
  limits: readonly LimitReading[];
  /** The limit that stops the person first, marked where there is more than one. */
  binding: LimitReading | null;
  timeZone: string;
  /** BCP 47 @default 'en-GB' */
  locale?: string;
}

/** The limits of one account, a row each, in the order given. Rows keep their place on the page by limit id. */
export function LimitList({ limits, binding, timeZone, locale = 'en-GB' }: LimitListProps): VNode {
  return (
    <ul class="cm-limits">
      {limits.map((limit) => (
        <LimitRow
          key={limit.id}
          limit={limit}
          binds={limits.length > 1 && limit.id === binding?.id}
          timeZone={timeZone}
          locale={locale}
        />
      ))}
    </ul>
  );
}

interface LimitRowProps {
  limit: LimitReading;
  binds: boolean;
  timeZone: string;
  locale: string;
}

function LimitRow({ limit, binds, timeZone, locale }: LimitRowProps): VNode {
  return (
    <li
      class="cm-limit"
      data-limit={limit.id}
      data-kind={limit.kind}
      data-severity={severityOf(limit.percent, LOOK_BANDS)}
    >
      <span class="cm-label" title={limit.label}>
        {limit.label}
        {binds && (
          <span class="cm-binds" title="The limit that stops you first">
            <span class="cm-unseen">, stops you first</span>
          </span>
        )}
      </span>
      <span class="cm-note" title={momentOf(limit.resets_at, { timeZone, locale })}>
        {limit.note}
      </span>
      <span class="cm-percent">{formatPercent(limit.percent)}</span>
      <MeterBar label={limit.label} percent={limit.percent} note={limit.note} />
    </li>
  );
}

/** `Tuesday, 24 November at 15:30`, for whom a countdown is not exact enough. */
function momentOf(resetsAt: string | null, place: Place): string | undefined {
  const at = resetsAt === null ? Number.NaN : Date.parse(resetsAt);
  if (Number.isNaN(at)) return undefined;
  return writeMoment(at, 'reset', place);
}
