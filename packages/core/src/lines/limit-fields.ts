import { FIVE_HOUR, type Limit, SEVEN_DAY } from '../limit.ts';
import { windowMsOf } from '../pace/forecast.ts';
import { linearPace } from '../pace/linear-pace.ts';
import { formatPercent, roundPercent } from '../percent.ts';
import type { LimitReading, Reading } from '../reading.ts';
import { GLANCE_BANDS, severityOf } from '../severity.ts';
import { wallClock } from '../wall-clock.ts';
import type { LineTone } from './line-piece.ts';
import { type LineValue, UNKNOWN, word } from './line-value.ts';

/** Fields that are a limit, each with what finds it. */
export const LIMIT_FIELDS: Readonly<Record<string, string>> = {
  '5h': 'the 5-hour window',
  '7d': 'the 7-day window over everything',
  opus: 'the 7-day window of Opus',
  sonnet: 'the 7-day window of Sonnet',
  binding: 'the limit that stops you first',
};

/** Fields whose second half is a name of the server's: `{scoped.fable}`, `{pool.cinder_cove}`. */
export const NAMED_LIMITS: Readonly<Record<'scoped' | 'pool', string>> = {
  scoped: 'the 7-day window of one model or surface, `{scoped.fable}`',
  pool: 'one-time credit, `{pool.cinder_cove}`',
};

/** What may stand behind the name of a limit. */
export const LIMIT_ASPECTS: Readonly<Record<string, string>> = {
  left: 'percent that are left: `53%`',
  number: 'the percentage without its sign: `47`',
  exact: 'with one digit behind the point: `46.6%`',
  bar: 'eight cells: `███▊░░░░`',
  reset: 'time until it resets: `1h 45m`',
  at: 'when it resets, on your clock: `15:40`, `Thu 09:00`',
  label: 'its name: `5-hour`',
  pace: 'points ahead of even spending, behind it with a minus: `+12`',
};

/** Finds the limit that a field means; `undefined` when the field means none at all. */
export function limitOf(name: string, reading: Reading | null): LimitReading | null | undefined {
  const [kind, id] = splitName(name);
  if (kind === null && !Object.hasOwn(LIMIT_FIELDS, name)) return undefined;
  if (reading === null) return null;
  if (name === 'binding') return reading.binding;
  if (name === '5h') return byId(reading, FIVE_HOUR);
  if (name === '7d') return byId(reading, SEVEN_DAY);
  return kind === 'pool' ? byId(reading, `pool:${id}`) : scoped(reading, id);
}

function splitName(name: string): [kind: 'scoped' | 'pool' | null, id: string] {
  const point = name.indexOf('.');
  const kind = name.slice(0, Math.max(point, 0));
  return kind === 'scoped' || kind === 'pool' ? [kind, name.slice(point + 1)] : [null, name];
}

function byId(reading: Reading, id: string): LimitReading | null {
  return reading.limits.find((limit) => limit.id === id) ?? null;
}

/** `seven_day_opus` of the flat windows, `weekly_scoped:opus` of the list. */
function scoped(reading: Reading, name: string): LimitReading | null {
  return byId(reading, `seven_day_${name}`) ?? byId(reading, `weekly_scoped:${name}`);
}

export interface LimitView {
  now: number;
  /** IANA name. */
  timeZone: string;
  /** Whether the reading is fresh; the numbers of an old one are greyed. */
  live: boolean;
}

/** One aspect of a limit. A limit that is not there, and a number that is not known, say nothing. */
export function limitValue(limit: LimitReading | null, aspect: string, view: LimitView): LineValue {
  if (limit === null) return UNKNOWN;
  switch (aspect) {
    case 'label':
      return word(limit.label);
    case 'reset':
      return word(limit.countdown, view.live ? 'plain' : 'stale');
    case 'at':
      return word(clockTime(limit.resets_at, view), view.live ? 'plain' : 'stale');
    case 'pace':
      return paceValue(limit, view);
    default:
      return percentValue(limit.percent, aspect, view);
  }
}

/** The colour of a limit: of its band, or grey when it is old. */
export function limitTone(percent: number | null, live: boolean): LineTone {
  if (!live) return 'stale';
  const severity = severityOf(percent, GLANCE_BANDS);
  return severity === 'calm' ? 'plain' : severity;
}

/** A percentage as a value; `—` for an unknown one, which tests take for unknown. */
export function percentValue(percent: number | null, aspect: string, view: { live: boolean }): LineValue {
  const tone = limitTone(percent, view.live);
  if (percent === null) return { text: '—', number: null, tone, known: false };
  const left = Math.max(0, 100 - percent);
  const number = aspect === 'left' ? left : percent;
  return { text: percentText(percent, aspect), number, tone, known: true };
}

function percentText(percent: number, aspect: string): string {
  switch (aspect) {
    case 'left':
      // What is shown as used and as left adds up to 100.
      return `${Math.max(0, 100 - roundPercent(percent))}%`;
    case 'number':
      return String(roundPercent(percent));
    case 'exact':
      return `${percent.toFixed(1)}%`;
    case 'bar':
      return bar(percent);
    default:
      return formatPercent(percent);
  }
}

const CELLS = 8;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Filled from the left by eighths of a cell; anything above nothing shows. */
function bar(percent: number): string {
  const share = Math.min(Math.max(percent, 0), 100) / 100;
  const eighths = percent > 0 ? Math.max(1, Math.floor(share * CELLS * 8)) : 0;
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return filled + '░'.repeat(CELLS - Math.ceil(eighths / 8));
}

/** Points ahead of even spending since the window began; unknown in its first moments. */
function paceValue(limit: LimitReading, { now, live }: LimitView): LineValue {
  const pace = paceOf(limit, now);
  if (pace === null || !live) return UNKNOWN;
  const points = Math.round(pace);
  const sign = points > 0 ? '+' : '';
  return { text: `${sign}${points + 0}`, number: pace, tone: 'plain', known: true };
}

function paceOf(limit: Pick<Limit, 'kind' | 'percent' | 'resets_at'>, now: number): number | null {
  const windowMs = windowMsOf(limit.kind);
  if (windowMs === null || limit.percent === null || limit.resets_at === null) return null;
  const resetsAt = Date.parse(limit.resets_at);
  if (Number.isNaN(resetsAt)) return null;
  return linearPace({ percent: limit.percent, resetsAt, windowMs }, now)?.ahead ?? null;
}

const DAY_MS = 86_400_000;

/** `15:40`, with the weekday from a day on. */
function clockTime(resetsAt: string | null, { now, timeZone }: LimitView): string | null {
  const at = Date.parse(resetsAt ?? '');
  if (Number.isNaN(at)) return null;
  // The server's times jitter below a second around the minute.
  const { time, weekday } = wallClock(Math.round(at / 60_000) * 60_000, timeZone);
  return at - now >= DAY_MS ? `${weekday} ${time}` : time;
}
