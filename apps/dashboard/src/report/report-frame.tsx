import type { Report, TranscriptsStatus, Use } from '@claude-meter/wire';
import type { ComponentChildren, VNode } from 'preact';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { Empty } from '../shell/empty.tsx';
import { printRoute } from '../shell/route.ts';
import { compact, listPrice, whole } from './amounts.ts';
import { DamageNote } from './damage-note.tsx';
import { RANGE_TEXTS, REPORT_RANGES, type ReportRange } from './report-range.ts';
import { visibleText } from './visible-text.ts';
import '../style/report.css';

export interface ReportFrameProps {
  range: ReportRange;
  status: TranscriptsStatus | null;
  report: Report | null;
  error: string | null;
  /** More to choose from, beside the range. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** What stands around every report: how far back, what is missing, where the prices come from. */
export function ReportFrame({ range, status, report, error, tools, children }: ReportFrameProps): VNode {
  const { choose } = useWorld();
  if (report === null) return <NoReport status={status} error={error} />;
  return (
    <div class="db-stack">
      <div class="db-tools">
        <ChoiceRow
          label="How far back"
          choices={REPORT_RANGES.map((id) => ({ id, ...RANGE_TEXTS[id] }))}
          chosen={range}
          onChoose={(id) => choose({ range: id })}
        />
        {tools}
      </div>
      {(error ?? status?.trouble ?? null) !== null && <p role="alert">{error ?? status?.trouble}</p>}
      {report.totals.requests === 0 ? <NothingInRange range={range} /> : children}
      {report.totals.requests > 0 && <PriceNote report={report} />}
      <DamageNote damaged={report.damaged} />
    </div>
  );
}

/** In place of a report that is not there yet. */
export function NoReport({ status, error }: Pick<ReportFrameProps, 'status' | 'error'>): VNode {
  if (status?.state === 'off') {
    return (
      <Empty title="Transcripts are not read">
        <p>
          Claude Code keeps a transcript of each session on this machine. Counted by the meter, they tell
          which session, project and model took how much. Counts, times, models, folders and branches are
          kept, none of their text.
        </p>
        <p>
          Switch <code>sources.transcripts</code> on under <a href={printRoute('settings')}>Settings</a>, or:{' '}
          <code>claude-meter config set sources.transcripts on</code>
        </p>
        <p class="db-quiet">
          A meter that was started with CLAUDE_METER_TRANSCRIPTS=off or CLAUDE_METER_OWN_FETCH=off reads none.
        </p>
      </Empty>
    );
  }
  const trouble = status?.trouble ?? error;
  if (trouble !== null) {
    return (
      <Empty title="The transcripts cannot be read">
        <p role="alert">{trouble}</p>
        <p class="db-quiet">It is tried again by itself. claude-meter doctor says what to do.</p>
      </Empty>
    );
  }
  // Everything was read: the answer itself is on its way.
  if (status?.state === 'ready') return <p class="db-quiet">Working it out …</p>;
  return <Reading status={status} />;
}

function Reading({ status }: Pick<ReportFrameProps, 'status'>): VNode {
  const { person } = useWorld();
  const progress = status?.progress ?? null;
  return (
    <Empty title="Reading the transcripts">
      <p>This takes a moment the first time; from then on only what is new is read.</p>
      <progress
        class="db-progress"
        aria-label="How much of the transcripts was read"
        max={1}
        value={progress === null || progress.bytes === 0 ? undefined : progress.bytes_done / progress.bytes}
      />
      <p class="db-quiet">
        {progress === null
          ? 'Looking for them …'
          : `${whole(progress.files_done, person.locale)} of ${whole(progress.files, person.locale)} files`}
      </p>
    </Empty>
  );
}

function NothingInRange({ range }: { range: ReportRange }): VNode {
  if (range !== 'all') {
    return (
      <Empty title="Nothing in these days">
        <p>Claude Code made no request on this machine in this time. Choose a longer one above.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No transcripts on this machine">
      <p>
        As soon as Claude Code is used here, its sessions appear by themselves. They are looked for in{' '}
        <code>~/.claude/projects</code> and <code>~/.config/claude/projects</code>, or where{' '}
        <code>CLAUDE_CONFIG_DIR</code> of the meter says.
      </p>
      <p class="db-quiet">
        What you do at claude.ai or on other machines leaves no transcript here: see Now and History.
      </p>
    </Empty>
  );
}

/** A few numbers over the table: titles and values. */
export function Sums({ sums }: { sums: readonly (readonly [string, ComponentChildren])[] }): VNode {
  return (
    <dl class="db-sums">
      {sums.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many there are, and what they took in all. */
export function UseSums({ title, count, use }: { title: string; count: number; use: Use }): VNode {
  const { locale } = useWorld().person;
  const sums = [
    [title, whole(count, locale)],
    ['Requests', whole(use.requests, locale)],
    ['Tokens', compact(use.total_tokens, locale)],
    ['List price', listPrice(use, locale)],
  ] as const;
  return <Sums sums={sums} />;
}

function PriceNote({ report: { unpriced_models, price_sources } }: { report: Report }): VNode {
  const [source] = price_sources;
  return (
    <p class="db-quiet db-fine">
      List prices in USD: what the same requests would have cost on the API, not what you pay.
      {source !== undefined && ` Prices of ${source.name}, ${source.published.slice(0, 10)}.`}
      {unpriced_models.length > 0 && (
        <>
          {' '}
          No price is known for <bdi>{unpriced_models.map(visibleText).join(', ')}</bdi>; a sum without it has
          a +.
        </>
      )}
    </p>
  );
}
