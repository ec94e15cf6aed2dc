import { stringText } from './utf8-text.ts';

/** Times outside of these years are clock nonsense, not days that somebody worked on. */
const FIRST_MS = Date.UTC(2000, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** Ms since 1970 of the ISO-8601 instant in a raw JSON string; NaN when it is none or lies outside 2000–2099. */
export function instantMs(bytes: Uint8Array, from: number, to: number): number {
  const quick = to - from === 24 ? utcMillis(bytes, from) : Number.NaN;
  const at = Number.isNaN(quick) ? instantOfText(stringText(bytes, from, to)) : quick;
  return at >= FIRST_MS && at < LAST_MS ? at : Number.NaN;
}

/**
 * The same for a text. A time without a zone is refused: it would mean another instant on each machine. So is a day that
 * its month does not have, which `Date.parse` takes for one of the next month.
 */
export function instantOfText(text: string): number {
  const [, year, month, day] = ISO.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day) ? Date.parse(text) : Number.NaN;
}

/** `2026-11-22T04:00:00.000Z`, what Claude Code writes; NaN for anything that needs a closer look. */
function utcMillis(bytes: Uint8Array, at: number): number {
  if (
    bytes[at + 4] !== 0x2d ||
    bytes[at + 7] !== 0x2d ||
    bytes[at + 10] !== 0x54 ||
    bytes[at + 13] !== 0x3a ||
    bytes[at + 16] !== 0x3a ||
    bytes[at + 19] !== 0x2e ||
    bytes[at + 23] !== 0x5a
  ) {
    return Number.NaN;
  }
  const year = digits(bytes, at, 4);
  const month = digits(bytes, at + 5, 2);
  const day = digits(bytes, at + 8, 2);
  const hour = digits(bytes, at + 11, 2);
  const minute = digits(bytes, at + 14, 2);
  const second = digits(bytes, at + 17, 2);
  const milli = digits(bytes, at + 20, 3);
  // The last days of a month are left to the general way: which of them exist depends on month and year.
  const certain =
    month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour < 24 && minute < 60 && second < 60;
  return certain ? Date.UTC(year, month - 1, day, hour, minute, second, milli) : Number.NaN;
}

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = (bytes[index] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
