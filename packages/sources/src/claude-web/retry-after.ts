/** Farther ahead than this is a clock error or an overflow. */
const FARTHEST_MS = 366 * 24 * 60 * 60 * 1000;

/** The third of the date grammars of HTTP (RFC 9110 §5.6.7), asctime: the same parts in another order. */
const ASCTIME = /^([a-z]{3}) ([a-z]{3}) ([ \d]\d) (\S+) (\d{4})$/i;
/** The first two, IMF-fixdate and RFC 850 with its two-digit year. */
const HTTP_DATE = /^[a-z]{3,9}, ([ \d]\d)[ -]([a-z]{3})[ -](\d{2}|\d{4}) (\d\d:\d\d:\d\d GMT)$/i;

/**
 * When a server wants to be asked again, out of a `Retry-After` header: seconds or an HTTP date.
 *
 * @returns ms since the epoch, never before `now`; null when the header is missing or cannot be read
 */
export function retryAfter(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? '';
  const at = /^\d+(\.\d+)?$/.test(value) ? now + Number(value) * 1000 : httpDate(value);
  return at === null ? null : Math.min(Math.max(at, now), now + FARTHEST_MS);
}

function httpDate(value: string): number | null {
  const parts = HTTP_DATE.exec(value.replace(ASCTIME, '$1, $3 $2 $5 $4 GMT'));
  // Every engine takes a two-digit year for one from 1950 to 2049: what that gets wrong is in the past, or far off.
  const at = parts === null ? Number.NaN : Date.parse(parts.slice(1).join(' '));
  return Number.isNaN(at) ? null : at;
}
