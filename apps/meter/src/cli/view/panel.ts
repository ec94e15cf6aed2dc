import {
  accountLabel,
  accountsOf,
  extraUsageText,
  type LimitReading,
  LOOK_BANDS,
  type Reading,
  type Snapshot,
  severityOf,
  staleLabel,
} from '@claude-meter/core';
import { printable } from './printable.ts';
import { type Line, type Span, severityStyle, span } from './styled.ts';
import { textWidth } from './text-width.ts';

export interface PanelOptions {
  /** ms */
  now: number;
  timeZone: string;
  /** Cells of the screen. */
  columns: number;
}

const BAR = { min: 10, max: 32 };
/** Indent, blanks between the columns, the percentage. */
const FIXED_COLUMNS = 2 + 1 + 2 + 6 + 2;

/** The live view: per account a heading and its limits as bars, one limit a line. */
export function panelOf(snapshots: readonly Snapshot[], options: PanelOptions): Line[] {
  const accounts = accountsOf(snapshots, options.now);
  const shape = shapeOf(accounts, options.columns);
  return accounts.flatMap((reading, index) => [
    ...(index === 0 ? [] : [[]]),
    headingOf(reading, snapshots, options),
    ...limitLines(reading, shape),
    ...extraLines(reading, shape),
    ...reading.snapshot.errors.map((error): Line => [span('  '), span(printable(error), 'warning')]),
  ]);
}

interface Shape {
  label: number;
  /** 0: no room for bars. */
  bar: number;
}

/** One shape for all accounts, so that the bars stand under each other. */
function shapeOf(accounts: readonly Reading[], columns: number): Shape {
  const limits = accounts.flatMap((reading) => reading.limits);
  const widest = (texts: string[]) => Math.max(0, ...texts.map((text) => textWidth(printable(text))));
  const label = Math.max(12, widest(limits.map((limit) => limit.label)));
  const room = columns - FIXED_COLUMNS - label - widest(limits.map(noteOf));
  return { label, bar: room < BAR.min ? 0 : Math.min(room, BAR.max) };
}

function headingOf(reading: Reading, all: readonly Snapshot[], options: PanelOptions): Line {
  const { snapshot, live } = reading;
  const stale = live ? '' : staleLabel(snapshot, options.now, options.timeZone);
  const details = [snapshot.plan, snapshot.browser].filter((detail) => detail !== null).map(printable);
  return [
    span(printable(accountLabel(snapshot, all)), 'bold'),
    span(` · ${details.join(' · ')}`, 'dim'),
    span(stale === '' ? '' : `  ${stale}`, 'warning'),
  ];
}

function limitLines(reading: Reading, shape: Shape): Line[] {
  if (reading.limits.length === 0) {
    return reading.snapshot.usage === null ? [] : [[span('  no limits reported', 'dim')]];
  }
  return reading.limits.map((limit) => {
    const percent = limit.percent === null ? '—' : `${limit.percent.toFixed(1)}%`;
    const severity = severityStyle(severityOf(limit.percent, LOOK_BANDS));
    const binds = limit.id === reading.binding?.id && reading.limits.length > 1;
    const line: Line = [
      span(`  ${padTo(printable(limit.label), shape.label)} `),
      ...barOf(limit, shape.bar),
      span(` ${percent.padStart(6)}`, severity),
      span(`  ${noteOf(limit)}`, 'dim'),
      span(binds ? ' ◂' : '', severity),
    ];
    return reading.live ? line : line.map(({ text }) => span(text, 'dim'));
  });
}

function noteOf(limit: LimitReading): string {
  return printable(limit.note);
}

function barOf(limit: LimitReading, cells: number): Span[] {
  if (cells === 0) return [];
  const share = Math.max(0, Math.min(1, (limit.percent ?? 0) / 100));
  const filled = share > 0 ? Math.max(1, Math.floor(share * cells)) : 0;
  const severity = severityOf(limit.percent, LOOK_BANDS);
  return [span('━'.repeat(filled), severity), span('─'.repeat(cells - filled), 'dim')];
}

function extraLines({ snapshot, live }: Reading, shape: Shape): Line[] {
  const text = extraUsageText(snapshot.extra);
  if (text === null) return [];
  const style = !live ? 'dim' : snapshot.extra?.blocked === true ? 'full' : 'plain';
  return [
    [span(`  ${padTo('Extra usage', shape.label)} `, live ? 'plain' : 'dim'), span(printable(text), style)],
  ];
}

function padTo(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - textWidth(text)));
}
