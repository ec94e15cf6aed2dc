import { useEffect, useState } from 'preact/hooks';
import { type Asked, ask } from './ask.ts';

/** What was answered last, and whether it is the answer to the present question. */
export interface Current<T> {
  /** Stays while another answer is on its way, so that nothing on the page collapses. */
  value: T | null;
  error: string | null;
}

/**
 * Asks the meter, and again when the question or `version` changes. A question that was overtaken is given up.
 *
 * @param path null: nothing to ask yet
 * @param first what stands until the first answer is there
 */
export function useAsked<T>(
  path: string | null,
  version: unknown = null,
  first: T | null = null,
): Current<T> {
  const [current, setCurrent] = useState<Current<T>>({ value: first, error: null });
  // `version` is no part of the question: it is there to ask the same one again.
  useEffect(() => {
    if (path === null) return;
    const given = new AbortController();
    void ask<T>(path, { signal: given.signal }).then((answer: Asked<T>) => {
      if (given.signal.aborted) return;
      setCurrent((before) =>
        answer.ok ? { value: answer.value, error: null } : { value: before.value, error: answer.error },
      );
    });
    return () => given.abort();
  }, [path, version]);
  return current;
}
