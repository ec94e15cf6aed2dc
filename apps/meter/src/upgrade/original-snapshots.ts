import { CLOCK_SKEW_MS, POLL_MS, type Report, type Session } from '@claude-meter/core';
import { elementsOf, MAX_DEPTH, membersOf, shapeOf } from '@claude-meter/wire';
import * as v from 'valibot';

/** One snapshot of the first ClaudeMeter, as a report that somebody made then. */
export interface OriginalReading {
  report: Report;
  session: Session;
}

const line = v.pipe(
  v.string(),
  v.maxLength(320),
  v.check((text) => !/\p{Cc}/u.test(text)),
);
const body = v.optional(v.nullable(v.record(v.string(), v.unknown())), null);

const SnapshotSchema = v.object({
  org_uuid: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
  browser: v.pipe(line, v.minLength(1), v.maxLength(80)),
  account_email: v.optional(v.nullable(line), null),
  fetched_at: v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/),
    v.check((text) => Date.parse(text) > 0),
  ),
  usage: body,
  overage: body,
  subscription: body,
});

/**
 * Reads `snapshots.json` of the first ClaudeMeter: an array with one snapshot per browser and account, rewritten at each
 * poll, so that it holds the last reading of each. Number texts are kept. What cannot be meant, or lies in the future,
 * is left out.
 */
export function readOriginalSnapshots(text: string, now: number): OriginalReading[] {
  const parsed = parse(text);
  if (!Array.isArray(parsed) || shapeOf(text).depth > MAX_DEPTH) return [];
  const texts = elementsOf(text.replace(/^\ufeff/, ''));
  return parsed.flatMap((value, index) => {
    const read = v.safeParse(SnapshotSchema, value);
    if (!read.success || Date.parse(read.output.fetched_at) > now + CLOCK_SKEW_MS) return [];
    return [readingOf(read.output, membersOf(texts[index] ?? '{}'))];
  });
}

function readingOf(
  snapshot: v.InferOutput<typeof SnapshotSchema>,
  members: ReadonlyMap<string, string>,
): OriginalReading {
  const bodyText = (key: string): string | null => {
    const value = members.get(key);
    return value === undefined || value === 'null' ? null : value;
  };
  const { org_uuid, browser, account_email, fetched_at } = snapshot;
  return {
    session: { source: 'import', browser, instance: null, cadenceMs: POLL_MS },
    report: {
      orgUuid: org_uuid,
      fetchedAt: fetched_at,
      account: account_email === null ? null : { email: account_email, org_name: null, plan: null },
      usage: bodyText('usage'),
      endpoint: null,
      status: null,
      overage: bodyText('overage'),
      subscription: bodyText('subscription'),
      problem: null,
      errors: [],
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}
