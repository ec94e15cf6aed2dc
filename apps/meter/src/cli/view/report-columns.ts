import type {
  BlockRow,
  ModelUse,
  PeriodRow,
  ProjectRow,
  PullRequestRow,
  Report,
  SessionRow,
  Use,
} from '@claude-meter/wire';
import { localMinute } from './local-time.ts';
import { visible } from './visible.ts';

/** A column of numbers. Narrow terminals drop those with the highest `rank` first. */
export interface NumberColumn {
  title: string;
  rank: number;
  /** The number in full and, for narrow terminals, in short. */
  text(use: Use): [full: string, short: string];
}

export const NUMBER_COLUMNS: readonly NumberColumn[] = [
  { title: 'Requests', rank: 5, text: (use) => tokens(use.requests) },
  { title: 'Input', rank: 3, text: (use) => tokens(use.input_tokens) },
  { title: 'Output', rank: 2, text: (use) => tokens(use.output_tokens) },
  {
    title: 'Cache write',
    rank: 6,
    text: (use) => tokens(use.cache_write_5m_tokens + use.cache_write_1h_tokens),
  },
  { title: 'Cache read', rank: 7, text: (use) => tokens(use.cache_read_tokens) },
  { title: 'Tokens', rank: 1, text: (use) => tokens(use.total_tokens) },
  { title: 'List price', rank: 0, text: (use) => [priceText(use), priceText(use)] },
];

/** What heads each row of a report: one text or two, the second of which a narrow terminal drops. */
export function labelsOf(report: Report): { titles: string[]; labels: string[][] } {
  const zone = report.timezone;
  switch (report.kind) {
    case 'sessions':
    case 'session':
      return { titles: ['Session', 'Project'], labels: report.rows.map(sessionLabels) };
    case 'projects':
      return { titles: ['Project', 'Sessions'], labels: report.rows.map(projectLabels) };
    case 'models':
      return { titles: ['Model'], labels: report.rows.map((row) => [modelName(row)]) };
    case 'blocks':
      return { titles: ['Block', ''], labels: report.rows.map((row) => blockLabels(row, zone)) };
    case 'weekly':
      return { titles: ['Week', ''], labels: report.rows.map((row) => weekLabels(row, zone)) };
    case 'prs':
      return { titles: ['Pull request', 'Repository'], labels: report.rows.map(pullRequestLabels) };
    case 'monthly':
      return { titles: ['Month'], labels: report.rows.map((row) => [row.from.slice(0, 7)]) };
    case 'today':
    case 'daily':
      return { titles: ['Day'], labels: report.rows.map((row) => [row.from]) };
  }
}

/** `1,234,567` and `1.2M` */
export function tokens(count: number): [string, string] {
  const full = grouped(count.toString());
  for (const [unit, size, from] of UNITS) {
    if (count >= from) return [full, `${(count / size).toFixed(count >= size * 100 ? 0 : 1)}${unit}`];
  }
  return [full, full];
}

/** Without an expression: there are many cells. */
function grouped(digits: string): string {
  return digits.length <= 3 ? digits : `${grouped(digits.slice(0, -3))},${digits.slice(-3)}`;
}

/** Unit, its size, and from where on it is used: four digits are short enough as they are. */
const UNITS: readonly [string, number, number][] = [
  ['B', 1e9, 1e9],
  ['M', 1e6, 1e6],
  ['k', 1e3, 1e4],
];

/** `$12.34`; `—` where nothing has a price, `$12.34+` where something has none. */
export function priceText({ usd, unpriced_requests }: Use): string {
  if (usd === null) return '—';
  return `$${usd.toFixed(2)}${unpriced_requests > 0 ? '+' : ''}`;
}

export function modelName({ model }: Pick<ModelUse, 'model'>): string {
  return visible(model ?? 'unknown model').replace(/^claude-/, '');
}

function sessionLabels(row: SessionRow): string[] {
  return [visible(row.session ?? 'unknown'), shortPath(row.projects.at(-1) ?? null)];
}

function projectLabels(row: ProjectRow): string[] {
  return [shortPath(row.project), String(row.sessions)];
}

function blockLabels(row: BlockRow, zone: string): string[] {
  const start = localMinute(row.start, zone)?.slice(4) ?? row.start;
  const end = localMinute(row.end, zone)?.slice(-5) ?? row.end;
  return [`${start}–${end}`, row.is_active ? 'now' : row.is_anchored ? '' : 'guess'];
}

function weekLabels(row: PeriodRow, zone: string): string[] {
  if (row.window === null) return [`${row.from}–${row.to.slice(5)}`, 'calendar'];
  return [`${row.from}–${row.to.slice(5)}`, `reset ${localMinute(row.window.end, zone)?.slice(4) ?? ''}`];
}

/** `#12 feature-x`, or the branch alone; what is not plainly landed says what it is. */
function pullRequestLabels(row: PullRequestRow): string[] {
  const number = row.number === null ? [] : [`#${row.number}`];
  const branch = row.branch === null ? [] : [visible(row.branch)];
  const state = row.state === 'landed' && row.number !== null ? '' : STATES[row.state];
  const label = [...number, ...branch, ...(state === '' ? [] : [`(${state})`])].join(' ');
  return [row.is_incomplete ? `${label} *` : label, shortPath(row.repository)];
}

const STATES: Readonly<Record<PullRequestRow['state'], string>> = {
  landed: 'landed',
  open: 'open',
  closed: 'closed',
  default: 'default branch',
  unknown: 'unknown',
  no_branch: 'no branch',
  gone: 'repository gone',
  no_repository: 'no repository',
  foreign_owner: "another user's",
  not_local: 'not of this machine',
  git_missing: 'no git',
  timed_out: 'git took too long',
  unreadable: 'unreadable',
};

/** The last two parts of a path: what tells projects apart. */
export function shortPath(path: string | null): string {
  if (path === null) return 'unknown';
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .slice(-2)
      // Only now: what is spelt out has backslashes of its own.
      .map(visible)
      .join('/') || '/'
  );
}
