/** Farther ahead than this is a clock error or an overflow. */
const FARTHEST_MS = 366 * 24 * 60 * 60 * 1000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The three date grammars of HTTP (RFC 9110 §5.6.7): IMF-fixdate, RFC 850 with a two-digit year, asctime. */
const GRAMMARS: readonly RegExp[] = [
  /^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i,
  /^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/i,
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/i,
];

/**
 * When a server wants to be asked again, out of a `Retry-After` header: seconds or an HTTP date.
 *
 * @returns ms since the epoch, never before `now`; null when the header is missing or cannot be read
 */
export function retryAfter(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? '';
  const at = /^\d+(\.\d+)?$/.test(value) ? now + Number(value) * 1000 : httpDate(value, now);
  return at === null ? null : Math.min(Math.max(at, now), now + FARTHEST_MS);
}

function httpDate(value: string, now: number): number | null {
  for (const grammar of GRAMMARS) {
    const parts = grammar.exec(value)?.groups;
    if (parts === undefined) continue;
    const month = MONTHS.indexOf((parts['month'] ?? '').toLowerCase());
    const [hour, minute, second] = (parts['time'] ?? '').split(':').map(Number);
    const at = Date.UTC(
      fullYear(parts['year'] ?? '', now),
      month,
      Number(parts['day']),
      hour,
      minute,
      second,
    );
    return month < 0 || Number.isNaN(at) ? null : at;
  }
  return null;
}

/** A two-digit year that seems more than 50 years ahead belongs to the century before. */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date(now).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + Number(year);
  return guess > thisYear + 50 ? guess - 100 : guess;
}
