import { type HistoryAnswer, MAX_POINTS, ROUTES, type WindowInfo } from '@claude-meter/wire';
import { useEffect, useState } from 'preact/hooks';
import { ask, withQuery } from '../data/ask.ts';

export interface AskedHistories {
  org: string;
  limits: readonly string[];
  from: number;
  to: number;
}

/** What came back for one range, all of it together, so that no line is drawn against another's range. */
export interface Histories extends AskedHistories {
  histories: readonly HistoryAnswer[];
  windows: readonly WindowInfo[];
}

export interface CurrentHistories {
  value: Histories | null;
  error: string | null;
}

/** Points that are worth asking for: a screen is not wider. */
const WORTHWHILE = 2_000;

/** Asks for the histories and windows of some limits; the old ones stay until all new ones are there. */
export function useHistories(asked: AskedHistories, version: unknown): CurrentHistories {
  const [current, setCurrent] = useState<CurrentHistories>({ value: null, error: null });
  const question = JSON.stringify(asked);
  // `version` is no part of the question: it is there to ask the same one again.
  useEffect(() => {
    const wanted = JSON.parse(question) as AskedHistories;
    if (wanted.limits.length === 0) return;
    const given = new AbortController();
    void askAll(wanted, given.signal).then((answer) => {
      if (given.signal.aborted) return;
      setCurrent((before) =>
        typeof answer === 'string' ? { value: before.value, error: answer } : { value: answer, error: null },
      );
    });
    return () => given.abort();
  }, [question, version]);
  return current;
}

async function askAll(asked: AskedHistories, signal: AbortSignal): Promise<Histories | string> {
  const { org, limits, from, to } = asked;
  const points = Math.min(WORTHWHILE, Math.floor(MAX_POINTS / limits.length));
  const [histories, windows] = await Promise.all([
    all<HistoryAnswer>(
      limits,
      (limit) => withQuery(ROUTES.history, { org, limit, from, to, points }),
      signal,
    ),
    all<WindowInfo[]>(limits, (limit) => withQuery(ROUTES.windows, { org, limit, from, to }), signal),
  ]);
  if (typeof histories === 'string') return histories;
  if (typeof windows === 'string') return windows;
  return { ...asked, histories, windows: windows.flat() };
}

async function all<T>(
  limits: readonly string[],
  path: (limit: string) => string,
  signal: AbortSignal,
): Promise<T[] | string> {
  const answers = await Promise.all(limits.map((limit) => ask<T>(path(limit), { signal })));
  const failed = answers.find((answer) => !answer.ok);
  if (failed !== undefined && !failed.ok) return failed.error;
  return answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
}
