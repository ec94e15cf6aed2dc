import type { AttributionAnswer, LimitAttribution, PointsRow, PointsShare } from '@claude-meter/wire';
import { localMinute } from './local-time.ts';
import { modelName, shortPath } from './report-columns.ts';
import { fitLine, type Line, type Style, span } from './styled.ts';
import { cutToWidth, textWidth } from './text-width.ts';
import { visible } from './visible.ts';

export interface WeekOptions {
  /** Cells per line. */
  columns: number;
  /** IANA name. */
  timeZone: string;
}

const GAP = '  ';
/** Rows of each list. */
const MOST_ROWS = 5;
/** A label is never cut shorter than this, cells. */
const LEAST_LABEL = 12;
/** Columns of numbers are left out from the right as far as that, so that a narrow terminal keeps the first. */
const LEAST_NUMBERS = 1;

interface Row {
  cells: readonly string[];
  style: Style;
}

/** List price, 5-hour windows and weekly limits of one time side by side, and where their points went. */
export function weekLines(answer: AttributionAnswer, { columns, timeZone }: WeekOptions): Line[] {
  const fitted = (rows: readonly Row[]) => tableLines(rows, columns);
  const told = answer.limits.filter((limit) => limit.rise > 0 || limit.kind !== 'scoped');
  return [
    fitLine([span(titleOf(answer, timeZone), 'bold')], columns),
    [],
    ...fitted(frameRows(answer, told)),
    [],
    ...wrapped(answer.words, columns),
    ...LISTS.flatMap(([title, pick, name]) => {
      const rows = listRows(told, { title, pick, name });
      return rows === null ? [] : [[], ...fitted(rows)];
    }),
    ...told.flatMap((limit) => limitNotes(limit, columns)),
    [],
    ...wrapped(
      'Points are percent of a limit, with the range that holds the truth in 8 of 10 cases. List price: what the same requests would have cost on the API.',
      columns,
      'dim',
    ),
  ];
}

function titleOf({ from, to }: AttributionAnswer, timeZone: string): string {
  const minute = (at: number) => localMinute(new Date(at).toISOString(), timeZone) ?? '—';
  return `${minute(from)} to ${minute(to)}`;
}

function frameRows({ local }: AttributionAnswer, limits: readonly LimitAttribution[]): Row[] {
  const head = {
    cells: ['', 'rose by', 'on this machine', 'elsewhere', 'not measured'],
    style: 'bold',
  } as const;
  const price = local.usd === null ? '—' : `$${local.usd.toFixed(2)}`;
  return [
    head,
    { cells: ['List price', price, price, '—', ''], style: 'plain' },
    ...limits.map((limit): Row => {
      const { label, rise, elsewhere, unmeasured } = limit;
      const lost =
        unmeasured.requests === 0
          ? ''
          : `${unmeasured.requests} request${unmeasured.requests === 1 ? '' : 's'}`;
      return {
        cells: [visible(label), short(rise), shareText(limit.local), shareText(elsewhere), lost],
        style: 'plain',
      };
    }),
  ];
}

type Pick = (limit: LimitAttribution) => readonly PointsRow[];

const LISTS: readonly [title: string, pick: Pick, name: (row: PointsRow) => string][] = [
  ['Models', ({ models }) => models, ({ key }) => modelName({ model: key })],
  ['Projects', ({ projects }) => projects, ({ key }) => shortPath(key)],
  ['Sessions', ({ sessions }) => sessions, sessionName],
];

function sessionName({ key, projects }: PointsRow): string {
  const folder = projects[0]?.split(/[/\\]/).at(-1);
  return visible(`${key?.slice(0, 8) ?? '—'}${folder === undefined ? '' : ` ${folder}`}`);
}

/** The rows that took most of the longest limit; null where nothing is split up. */
function listRows(
  limits: readonly LimitAttribution[],
  { title, pick, name }: { title: string; pick: Pick; name: (row: PointsRow) => string },
): Row[] | null {
  const leading =
    limits.find(({ kind, rise }) => kind === 'weekly' && rise > 0) ?? limits.find(({ rise }) => rise > 0);
  if (leading === undefined || pick(leading).length === 0) return null;
  const rows = pick(leading).slice(0, MOST_ROWS);
  const more = pick(leading).length - rows.length;
  return [
    { cells: [title, ...limits.map(({ label }) => visible(label)), 'list price'], style: 'bold' },
    ...rows.map((row): Row => {
      const points = limits.map((limit) => {
        const same = pick(limit).find(({ key }) => key === row.key);
        return same === undefined ? '—' : shareText(same);
      });
      return {
        cells: [name(row), ...points, row.usd === null ? 'unpriced' : `$${row.usd.toFixed(2)}`],
        style: 'plain',
      };
    }),
    ...(more > 0 ? [{ cells: [`and ${more} more`], style: 'dim' } as const] : []),
  ];
}

/** What else is to be said of a limit: sentences, and why some are not said. */
function limitNotes(limit: LimitAttribution, columns: number): Line[] {
  if (limit.rise === 0) return [];
  const { ordinary_session: ordinary, what_if, drift, declined, label } = limit;
  if (declined !== null) return titled(label, [declined.reason], columns);
  const notes: string[] = [];
  if (limit.weights.kind === 'declined') notes.push(limit.weights.reason);
  if (ordinary.kind === 'ordinary') {
    const { median, low, high, sessions } = ordinary;
    notes.push(
      `An ordinary session takes ${short(median)} points (half of ${sessions}: ${short(low)} to ${short(high)}).`,
    );
  }
  const sonnet = what_if.find(({ family }) => family === 'sonnet')?.answer;
  if (sonnet !== undefined) {
    notes.push(sonnet.kind === 'what_if' ? sonnet.words : `On Sonnet: ${sonnet.reason}`);
  }
  notes.push(drift.kind === 'drift' ? drift.words : `Drift: ${drift.reason}`);
  return titled(label, notes, columns);
}

function titled(label: string, notes: readonly string[], columns: number): Line[] {
  return [[], [span(visible(label), 'bold')], ...notes.flatMap((note) => wrapped(visible(note), columns))];
}

function shareText({ points, interval: [low, high] }: PointsShare): string {
  return `${short(points)} (${short(low)}–${short(high)})`;
}

/** Points for show. */
function short(points: number): string {
  return (Math.round(points * 10) / 10).toFixed(1);
}

/** Rows as lines that fit: columns are left out from the right, then labels cut. */
function tableLines(rows: readonly Row[], columns: number): Line[] {
  const all = Math.max(...rows.map(({ cells }) => cells.length));
  for (let count = all; count > LEAST_NUMBERS; count -= 1) {
    const widths = Array.from({ length: count }, (_, place) =>
      Math.max(...rows.map(({ cells }) => textWidth(cells[place] ?? ''))),
    );
    const left = columns - widths.slice(1).reduce((sum, width) => sum + width + GAP.length, 0);
    const label = widths[0] ?? 0;
    if (left < Math.min(label, LEAST_LABEL) && count > LEAST_NUMBERS + 1) continue;
    return rows.map(({ cells, style }) => [
      span(rowText(cells, [Math.max(1, Math.min(label, left)), ...widths.slice(1)]), style),
    ]);
  }
  return rows.map(({ cells, style }) => [span(cutToWidth(cells[0] ?? '', columns), style)]);
}

function rowText(cells: readonly string[], widths: readonly number[]): string {
  const texts = widths.map((width, place) => {
    const cell = cutToWidth(cells[place] ?? '', width);
    const room = ' '.repeat(Math.max(0, width - textWidth(cell)));
    return place === 0 ? cell + room : room + cell;
  });
  return texts.join(GAP).trimEnd();
}

/** A sentence over as many lines as it needs. */
function wrapped(text: string, columns: number, style: Style = 'plain'): Line[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= Math.min(columns, 100))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cutToWidth(word, columns));
  }
  return lines.map((line) => [span(line, style)]);
}
