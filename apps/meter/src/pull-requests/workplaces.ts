import type { Requests } from '../transcripts/load-requests.ts';
import type { Workplace } from './pull-request-types.ts';

/** The folders and branches in which requests were made, each once, and from when to when. */
export function workplacesOf({ rows, counts, contexts, nameOf }: Requests): Workplace[] {
  const places = new Map<string, Workplace>();
  const byContext = contexts.map(({ cwd, branch }) => {
    const key = `${cwd} ${branch}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = {
      cwd: nameOf(cwd),
      branch: nameOf(branch),
      firstAt: Number.POSITIVE_INFINITY,
      lastAt: Number.NEGATIVE_INFINITY,
    };
    places.set(key, place);
    return place;
  });
  for (let row = 0; row < rows.length; row++) {
    const place = counts[row] === 1 ? byContext[rows.context[row] as number] : undefined;
    if (place === undefined) continue;
    const at = rows.at[row] as number;
    place.firstAt = Math.min(place.firstAt, at);
    place.lastAt = Math.max(place.lastAt, at);
  }
  return [...places.values()].filter(({ firstAt }) => Number.isFinite(firstAt));
}
