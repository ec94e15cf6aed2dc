import { accountsOf, DEFAULT_TEMPLATE, type Reading, STATUS_LINE_TEMPLATE } from '@claude-meter/core';
import type { Context } from 'hono';
import { type ReadLineQuery, readLineQuery } from '../lines/read-line-query.ts';
import { renderLine } from '../lines/render-line.ts';
import { sessionLine } from '../lines/session-line.ts';
import type { Publisher } from '../published.ts';
import type { ToldInput } from '../statusline/hand-on.ts';

export interface LineParts {
  publisher: Publisher;
  clock: () => number;
  /** IANA name. */
  timeZone: string;
  forecast: (orgUuid: string) => string | null;
  /** Takes in what Claude Code told. */
  handOn: (told: ToldInput) => void;
}

export interface LineRoutes {
  /** `GET /line?format&template&account` */
  get: (c: Context) => Response;
  /** `POST /line?format&template&account&email&branch` with what Claude Code tells its status line. */
  post: (c: Context) => Promise<Response>;
}

/** Lines that are remembered; every prompt of a person asks for the same few. */
const REMEMBERED = 64;
/** A line is good for so long, ms: countdowns are shown by the minute. */
const GOOD_FOR_MS = 1_000;

/** A template is read once; fifty prompts in one second share one line. */
export function createLines(parts: LineParts): LineRoutes {
  const { publisher, clock, timeZone, forecast } = parts;
  const surroundings = { timeZone, forecast };
  const queries = new Map<string, ReadLineQuery>();
  let lines = new Map<string, string>();
  let readings: readonly Reading[] = [];
  let madeFor = '';

  function queryOf(c: Context, template: string): ReadLineQuery {
    const key = template + new URL(c.req.url).search;
    return remembered(queries, key, () => readLineQuery({ template, ...c.req.query() }));
  }

  function get(c: Context): Response {
    const read = queryOf(c, DEFAULT_TEMPLATE);
    if (!read.ok) return c.json({ error: read.error }, 400);
    const now = clock();
    const { id, snapshots } = publisher.current();
    const moment = `${id} ${Math.floor(now / GOOD_FOR_MS)}`;
    if (moment !== madeFor) {
      madeFor = moment;
      lines = new Map();
      readings = accountsOf(snapshots, now);
    }
    const line = remembered(lines, new URL(c.req.url).search, () =>
      renderLine(read.query, readings, { ...surroundings, now, session: null }),
    );
    return textLine(c, line);
  }

  async function post(c: Context): Promise<Response> {
    const read = queryOf(c, STATUS_LINE_TEMPLATE);
    if (!read.ok) return c.json({ error: read.error }, 400);
    const input = await c.req.text();
    const { snapshots } = publisher.current();
    const given = { ...surroundings, now: clock(), snapshots, branch: c.req.query('branch') || null };
    const line = sessionLine(input, read.query, given);
    // Claude Code is logged in to that org: its numbers are a reading of it. A prompt does not wait until it is kept.
    const org = c.req.query('account');
    const email = c.req.query('email') ?? null;
    if (org !== undefined) setImmediate(() => parts.handOn({ input, orgUuid: org, email }));
    return textLine(c, line);
  }

  return { get, post };
}

function textLine(c: Context, line: string): Response {
  return c.body(line, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, made);
  return made;
}
