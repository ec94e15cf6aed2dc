import { misfit, type Shape } from './shape.ts';

export type ParsedArray<T> = { ok: true; array: T[] } | { ok: false; error: string };

/**
 * Reads what `GET /snapshots` answers as an array of `T`, of which `shape` must be the whole truth. Says so when
 * something else was on the port.
 */
export function parseArrayOf<T>(body: string, shape: Shape): ParsedArray<T> {
  let array: unknown;
  try {
    array = JSON.parse(body);
  } catch {
    return { ok: false, error: `The answer is not JSON: ${JSON.stringify(body.slice(0, 80))}` };
  }
  const wrong = misfit(array, { arrayOf: shape });
  if (wrong === null) return { ok: true, array: array as T[] };
  return { ok: false, error: `The answer is no array of snapshots: it${wrong}` };
}
