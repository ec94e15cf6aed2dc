const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** How far the reset of one and the same window moves between two answers of claude.ai, ms. */
const JITTER_MS = 1000;
/** Keys under which claude.ai writes the moment of its own reckoning. */
const RECKONED_AT = /(?:^|\.)as_of$/;

/**
 * How two different strings relate as moments: the same one in other words; one that claude.ai gives anew with every
 * answer; or not at all.
 */
export function relateMoments(
  path: string,
  served: string,
  shown: string,
): 'reprinted' | 'clock' | 'different' {
  if (!TIME.test(served) || !TIME.test(shown)) return 'different';
  const apart = Math.abs(Date.parse(served) - Date.parse(shown));
  if (Number.isNaN(apart)) return 'different';
  if (fractionless(served) === fractionless(shown) && sameFraction(served, shown)) return 'reprinted';
  return apart < JITTER_MS || RECKONED_AT.test(path) ? 'clock' : 'different';
}

/** The moment without its fraction of a second, in one spelling. */
function fractionless(time: string): number {
  return Date.parse(time.replace(/\.\d+/, ''));
}

/** Compared as digits: `Date` would drop the microseconds. */
function sameFraction(a: string, b: string): boolean {
  const digits = (time: string) => (/\.(\d+)/.exec(time)?.[1] ?? '').replace(/0+$/, '');
  return digits(a) === digits(b);
}
