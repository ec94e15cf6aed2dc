import {
  type Account,
  CLOCK_SKEW_MS,
  DROP_MS,
  POLL_MS,
  PROBLEM_KINDS,
  type Report,
  type Session,
} from '@claude-meter/core';
import * as v from 'valibot';
import { elementsOf, membersOf, shapeOf } from './raw-json.ts';
import { MAX_DEPTH, MAX_POST_SNAPSHOTS, type Refusal } from './routes.ts';

/** One posted snapshot that can be used. */
export interface Posted {
  report: Report;
  session: Session;
}

export type Post = { ok: true; posted: Posted[]; refused: Refusal[] } | { ok: false; error: string };

/** What a poster of the first ClaudeMeter calls itself, and what a poster without a name is called. */
export const UNNAMED_BROWSER = 'extension';

const CONTROL = /\p{Cc}/u;
const line = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, `is longer than ${max} characters`),
    v.check((text) => !CONTROL.test(text), 'has control characters in it'),
  );
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const isoTime = v.pipe(
  v.string(),
  v.check(
    (text) => ISO_TIME.test(text) && !Number.isNaN(Date.parse(text)),
    'is no ISO-8601 time with a zone',
  ),
);

const bodyObject = v.optional(
  v.custom<object | null>(
    (value) => typeof value === 'object' && !Array.isArray(value),
    'is neither an object nor null',
  ),
  null,
);

const PostedFields = v.object({
  org_uuid: v.pipe(v.string(), v.uuid('is no uuid'), v.toLowerCase()),
  browser: v.optional(line(80), UNNAMED_BROWSER),
  account_email: optional(line(320)),
  fetched_at: isoTime,
  usage: bodyObject,
  overage: bodyObject,
  subscription: bodyObject,
  usage_text: optional(
    v.pipe(
      v.string(),
      v.check((text) => text.isWellFormed(), 'is not well-formed Unicode'),
    ),
  ),
  errors: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(4000))), v.maxLength(50)), []),
  source: v.optional(v.picklist(['extension', 'statusline'], 'may not be posted'), 'extension'),
  instance: optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/, 'is no install id'))),
  cadence_ms: v.optional(
    v.pipe(v.number(), v.minValue(1000, 'is below 1000'), v.maxValue(3_600_000, 'is over an hour')),
    POLL_MS,
  ),
  org_name: optional(line(200)),
  plan: optional(line(80)),
  problem: optional(
    v.object({
      kind: v.picklist(PROBLEM_KINDS),
      status: optional(v.number()),
      retry_at: optional(isoTime),
    }),
  ),
  provenance: optional(v.object({ endpoint: optional(line(300)), status: optional(v.number()) })),
});

/**
 * Reads the body of a `POST /snapshots`. Each snapshot is judged alone.
 *
 * @param now ms; times far from it are refused
 * @returns `ok: false` when the body is no array of at most 256 snapshots at all
 */
export function parsePost(text: string, now: number): Post {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `The body is not JSON: ${(error as Error).message}` };
  }
  if (!Array.isArray(parsed)) {
    return { ok: false, error: `The body is JSON, but no array: post an array of snapshots.` };
  }
  if (parsed.length > MAX_POST_SNAPSHOTS) {
    return {
      ok: false,
      error: `${parsed.length} snapshots in one post; send at most ${MAX_POST_SNAPSHOTS}.`,
    };
  }
  const posted: Posted[] = [];
  const refused: Refusal[] = [];
  elementsOf(text).forEach((elementText, index) => {
    const judged = judge(elementText, parsed[index], now);
    if ('report' in judged) posted.push(judged);
    else refused.push({ index, ...judged });
  });
  return { ok: true, posted, refused };
}

function judge(text: string, value: unknown, now: number): Posted | Omit<Refusal, 'index'> {
  const refuse = (error: string) => ({ org_uuid: orgOf(value), error });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('A snapshot is an object.');
  }
  const shape = shapeOf(text);
  if (shape.depth > MAX_DEPTH) return refuse(`It is nested deeper than ${MAX_DEPTH} levels.`);
  if (shape.repeatedKey !== null) {
    return refuse(
      `The key ${JSON.stringify(shape.repeatedKey)} stands twice in one object: which one is meant?`,
    );
  }
  const result = v.safeParse(PostedFields, value, { abortEarly: true });
  if (!result.success) return refuse(sentenceOf(result.issues[0]));
  const fields = result.output;
  const wrongTime = judgeTime(fields.fetched_at, now);
  return wrongTime === null ? postedOf(fields, membersOf(text)) : refuse(wrongTime);
}

function judgeTime(fetchedAt: string, now: number): string | null {
  const age = now - Date.parse(fetchedAt);
  const quoted = `fetched_at ${JSON.stringify(fetchedAt)}`;
  if (age < -CLOCK_SKEW_MS) return `${quoted} lies in the future: check the clock of this machine.`;
  if (age >= DROP_MS) return `${quoted} is more than two hours old: fetch again, then post.`;
  return null;
}

function postedOf(fields: v.InferOutput<typeof PostedFields>, members: Map<string, string>): Posted {
  const body = (key: string): string | null => {
    const text = members.get(key);
    return text === undefined || text === 'null' ? null : text;
  };
  const account: Account = {
    email: fields.account_email,
    org_name: fields.org_name,
    plan: fields.plan,
  };
  const known = account.email !== null || account.org_name !== null || account.plan !== null;
  return {
    session: {
      source: fields.source,
      browser: fields.browser,
      instance: fields.instance,
      cadenceMs: fields.cadence_ms,
    },
    report: {
      orgUuid: fields.org_uuid,
      fetchedAt: fields.fetched_at,
      account: known ? account : null,
      usage: fields.usage_text ?? body('usage'),
      endpoint: fields.provenance?.endpoint ?? null,
      status: fields.provenance?.status ?? null,
      overage: body('overage'),
      subscription: body('subscription'),
      problem: fields.problem,
      errors: fields.errors,
    },
  };
}

function orgOf(value: unknown): string | null {
  const org =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['org_uuid'] : null;
  return typeof org === 'string' ? org.slice(0, 100) : null;
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'snapshot';
  if (issue.input === undefined) return `${path} is missing.`;
  const input = JSON.stringify(issue.input)?.slice(0, 100) ?? 'undefined';
  const complaint = /^[a-z]/.test(issue.message)
    ? issue.message
    : `should be ${issue.expected ?? 'something else'}`;
  return `${path} ${input} ${complaint}.`;
}
