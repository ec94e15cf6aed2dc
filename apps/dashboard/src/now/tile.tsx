import { formatPercent, LOOK_BANDS, type Reading, type Snapshot, severityOf } from '@claude-meter/core';
import { AccountBlock, ProblemLine, problemWords } from '@claude-meter/ui';
import type { ForecastEntry, VerifyResult } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { printRoute } from '../shell/route.ts';
import { DayLine } from './day-line.tsx';
import { Outlook } from './outlook.tsx';
import { TileFoot } from './tile-foot.tsx';

export interface TileProps {
  reading: Reading;
  /** Every row of the meter: other sessions may know this org too. */
  rows: readonly Snapshot[];
  /** One row per account, to tell those of one e-mail apart. */
  shown: readonly Snapshot[];
  /** Null while it is being worked out: what stands below it waits, so that nothing jumps. */
  forecast: readonly ForecastEntry[] | null;
  verified: VerifyResult | null;
}

/** One account and org: what stops it first, every limit, extra usage, who read it and whether that was checked. */
export function Tile({ reading, rows, shown, forecast, verified }: TileProps): VNode {
  const { now, person } = useWorld();
  const { snapshot } = reading;
  return (
    <article class="db-tile">
      <AccountBlock reading={reading} all={shown} now={now} timeZone={person.timeZone} locale={person.locale}>
        <Problem reading={reading} />
        <Headline reading={reading} />
      </AccountBlock>
      {forecast !== null && (
        <>
          <Outlook reading={reading} forecast={forecast} />
          <DayLine reading={reading} />
          <TileFoot snapshot={snapshot} rows={rows} verified={verified} />
        </>
      )}
    </article>
  );
}

function Problem({ reading }: { reading: Reading }): VNode | null {
  const { now } = useWorld();
  const { problem } = reading.snapshot;
  if (problem === null) return null;
  const words = problemWords(problem, now);
  return (
    <ProblemLine title={words.title} advice={words.advice}>
      {words.visitHelps && (
        <a class="cm-button" href="https://claude.ai/" target="_blank" rel="noreferrer">
          Open claude.ai
        </a>
      )}
    </ProblemLine>
  );
}

/** The one number: of the limit that stops the person first. */
function Headline({ reading }: { reading: Reading }): VNode | null {
  const { binding } = reading;
  if (binding === null) return null;
  const several = reading.limits.length > 1;
  return (
    <p class="db-headline" data-severity={severityOf(binding.percent, LOOK_BANDS)}>
      <strong>{formatPercent(binding.percent)}</strong>
      <span>
        <a href={printRoute('history', { org: reading.snapshot.org_uuid, limit: binding.id })}>
          {binding.label}
        </a>
        {several ? ' stops you first' : ' is the only limit'}
        {binding.countdown !== null && binding.note.includes('reset') && (
          <span class="db-quiet">{binding.note}</span>
        )}
      </span>
    </p>
  );
}
