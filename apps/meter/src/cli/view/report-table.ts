import type { Report, Use } from '@claude-meter/wire';

import { labelsOf, modelName, NUMBER_COLUMNS, type NumberColumn } from './report-columns.ts';
import { type Line, printLine, type Style, span } from './styled.ts';
import { cutToWidth, textWidth } from './text-width.ts';
import { visible } from './visible.ts';

const GAP = '  ';
/** A label is never cut shorter than this, cells. */
const LEAST_LABEL = 12;

export interface ReportTableOptions {
  /** Cells per line. */
  columns: number;
  /** Whether each row is followed by its models. */
  withModels: boolean;
}

interface TableRow {
  labels: readonly string[];
  use: Use;
  style: Style;
}

/** A report as text for a terminal, or for a file. */
export function printReport(report: Report, options: ReportTableOptions, colours: boolean): string {
  return reportTable(report, options)
    .map((line) => `${printLine(line, colours)}\n`)
    .join('');
}

/** A report as lines that fit the width: numbers in short, then columns left out, then labels cut. */
export function reportTable(report: Report, options: ReportTableOptions): Line[] {
  if (report.rows.length === 0) return [[span('Nothing was done in this time.')]];
  const { titles, labels } = labelsOf(report);
  const rows = report.rows.flatMap((use, index): TableRow[] => {
    const row: TableRow = { labels: labels[index] ?? [], use, style: 'plain' };
    const models = options.withModels && 'models' in use ? use.models : [];
    return [
      row,
      ...models.map((model): TableRow => ({ labels: [`  ${modelName(model)}`], use: model, style: 'dim' })),
    ];
  });
  if (report.rows.length > 1) rows.push({ labels: ['Total'], use: report.totals, style: 'bold' });
  return [...layOut(titles, rows, options.columns), ...notes(report)];
}

const DAMAGE: Readonly<Record<Report['damaged']['first'][number]['kind'], string>> = {
  json: 'no JSON',
  time: 'no usable time',
  counts: 'counts that cannot be meant',
  long: 'longer than 16 MiB',
};

/** What a person has to know to read the numbers. */
function notes(report: Report): Line[] {
  const published = report.price_sources[0]?.published ?? '';
  const lines = [`List price in USD: what it would have cost on the API (prices of ${published}).`];
  if (report.unpriced_models.length > 0) {
    lines.push(`No price known for ${report.unpriced_models.map(visible).join(', ')}: not in the sum.`);
  }
  const { lines: damaged, files, first } = report.damaged;
  const [one] = first;
  if (one !== undefined) {
    const where = `"${visible(one.path)}" at byte ${one.offset} (${DAMAGE[one.kind]})`;
    lines.push(`Damaged and not counted: ${damaged} lines in ${files} transcripts, such as ${where}.`);
  }
  if (report.kind === 'prs') lines.push(...pullRequestNotes(report));
  return [[], ...lines.map((text) => [span(text, 'dim')])];
}

/** So many folders that could not be looked into are named. */
const MOST_TROUBLES = 5;

function pullRequestNotes({ rows, landed, troubles }: Report & { kind: 'prs' }): string[] {
  const lines: string[] = [];
  if (rows.some((row) => row.is_incomplete)) {
    lines.push('* A weekly reset fell inside: its points belong to several weeks.');
  }
  const { pull_requests, average_usd, median_usd, all_usd_per_landed } = landed;
  if (pull_requests > 0 && average_usd !== null && median_usd !== null) {
    lines.push(
      `Landed: ${pull_requests}, $${average_usd.toFixed(2)} each on average, half of them at most $${median_usd.toFixed(2)}. ` +
        `All of the work above: $${(all_usd_per_landed ?? 0).toFixed(2)} for each that landed.`,
    );
  }
  lines.push(...troubles.slice(0, MOST_TROUBLES).map(({ text }) => visible(text)));
  if (troubles.length > MOST_TROUBLES) lines.push(`And ${troubles.length - MOST_TROUBLES} more folders.`);
  return lines;
}

interface Layout {
  columns: readonly NumberColumn[];
  isShort: boolean;
  /** How many of the labels there are. */
  labels: number;
}

/** The fullest layout that fits. Names are cut only where no layout with three numbers has room for them. */
function layOut(titles: readonly string[], rows: readonly TableRow[], columns: number): Line[] {
  const layouts = layoutsOf(titles.length);
  const whole = layouts.filter((layout) => layout.columns.length >= 3);
  for (const [layout, least] of [
    ...whole.map((one) => [one, null] as const),
    ...layouts.map((one) => [one, LEAST_LABEL] as const),
  ]) {
    const cells = cellsOf(titles, rows, layout);
    const [label = 0, ...widths] = widthsOf(cells, layout.labels);
    const left = columns - widths.reduce((sum, width) => sum + width + GAP.length, 0);
    if (left < Math.min(label, least ?? label)) continue;
    return print(cells, { widths: [Math.min(label, left), ...widths], labels: layout.labels, rows });
  }
  return rows.map((row) => [span(cutToWidth(row.labels[0] ?? '', columns), row.style)]);
}

/** From the fullest to the barest. */
function layoutsOf(labels: number): Layout[] {
  const byRank = NUMBER_COLUMNS.toSorted((a, b) => b.rank - a.rank);
  return [
    { columns: NUMBER_COLUMNS, isShort: false, labels },
    { columns: NUMBER_COLUMNS, isShort: true, labels },
    ...byRank.map((_, dropped) => ({
      columns: NUMBER_COLUMNS.filter((column) => !byRank.slice(0, dropped).includes(column)),
      isShort: true,
      labels: 1,
    })),
  ];
}

function cellsOf(titles: readonly string[], rows: readonly TableRow[], attempt: Layout): string[][] {
  const head = [...titles.slice(0, attempt.labels), ...attempt.columns.map((column) => column.title)];
  const body = rows.map(({ labels, use }) => [
    ...Array.from({ length: attempt.labels }, (_, index) => labels[index] ?? ''),
    ...attempt.columns.map((column) => column.text(use)[attempt.isShort ? 1 : 0]),
  ]);
  return [head, ...body];
}

/** Numbers are plain: they are as wide as they are long. */
function widthsOf(cells: readonly string[][], labels: number): number[] {
  return (cells[0] ?? []).map((_, column) => {
    let most = 0;
    for (const row of cells) {
      const cell = row[column] ?? '';
      most = Math.max(most, column < labels ? textWidth(cell) : cell.length);
    }
    return most;
  });
}

function print(
  cells: readonly string[][],
  layout: { widths: readonly number[]; labels: number; rows: readonly TableRow[] },
): Line[] {
  const { widths, labels, rows } = layout;
  return cells.map((row, line) => {
    const text = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      if (column >= labels) return cell.padStart(width);
      const cut = cutToWidth(cell, width);
      return cut + ' '.repeat(Math.max(0, width - textWidth(cut)));
    });
    return [span(text.join(GAP).trimEnd(), line === 0 ? 'bold' : (rows[line - 1]?.style ?? 'plain'))];
  });
}
