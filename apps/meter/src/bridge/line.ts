import { accountsOf, type Reading } from '@claude-meter/core';
import type { Context } from 'hono';
import { type ReadLineQuery, readLineQuery } from '../lines/read-line-query.ts';
import { renderLine } from '../lines/render-line.ts';
import type { Publisher } from '../published.ts';

export interface LineParts {
  publisher: Publisher;
  clock: () => number;
  /** IANA name. */
  timeZone: string;
  forecast: (orgUuid: string) => string | null;
}

/** Lines that are remembered; every prompt of a person asks for the same few. */
const REMEMBERED = 64;
/** A line is good for so long, ms: countdowns are shown by the minute. */
const GOOD_FOR_MS = 1_000;

/** Answers `GET /line`. A template is read once; fifty prompts in one second share one line. */
export function createLines(parts: LineParts): (c: Context) => Response {
  const queries = new Map<string, ReadLineQuery>();
  let lines = new Map<string, string>();
  let readings: readonly Reading[] = [];
  let madeFor = '';

  return (c) => {
    const { search } = new URL(c.req.url);
    const read = remembered(queries, search, () => readLineQuery(c.req.query()));
    if (!read.ok) return c.json({ error: read.error }, 400);
    const now = parts.clock();
    const { id, snapshots } = parts.publisher.current();
    const moment = `${id} ${Math.floor(now / GOOD_FOR_MS)}`;
    if (moment !== madeFor) {
      madeFor = moment;
      lines = new Map();
      readings = accountsOf(snapshots, now);
    }
    const line = remembered(lines, search, () =>
      renderLine(read.query, readings, { ...parts, now, session: null }),
    );
    return c.body(line, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, made);
  return made;
}
