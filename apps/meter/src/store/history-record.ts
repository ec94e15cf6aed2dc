import { SOURCES } from '@claude-meter/core';
import type { TimelineEntry } from '@claude-meter/wire';
import * as v from 'valibot';

/** The form of an exported history; a reader that knows only older ones must refuse newer ones. */
export const EXPORT_VERSION = 1;

const time = v.pipe(v.number(), v.safeInteger());
const maybe = <T extends v.GenericSchema>(schema: T) => v.nullable(schema);
const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const org = v.pipe(v.string(), v.uuid(), v.toLowerCase());
const series = { org_uuid: org, limit_id: word };
const reporter = {
  source: v.picklist(SOURCES),
  browser: word,
};

/** What a line of an exported history may be. Every line stands for itself, so that a file can be cut anywhere. */
const RECORDS = {
  history: v.object({
    record: v.literal('history'),
    version: v.pipe(v.number(), v.maxValue(EXPORT_VERSION)),
    exported_at: time,
  }),
  series: v.object({
    record: v.literal('series'),
    ...series,
    kind: word,
    label: word,
    currency: maybe(word),
    exponent: maybe(v.pipe(v.number(), v.integer())),
  }),
  sample: v.object({
    record: v.literal('sample'),
    ...series,
    at: time,
    percent: maybe(v.number()),
    resets_at: maybe(time),
    amount: maybe(v.number()),
    ...reporter,
    sha256: maybe(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  }),
  rollup: v.object({
    record: v.literal('rollup'),
    ...series,
    span: time,
    start: time,
    low: maybe(v.number()),
    high: maybe(v.number()),
    last: maybe(v.number()),
    last_at: time,
    amount: maybe(v.number()),
    most_amount: maybe(v.number()),
  }),
  window: v.object({
    record: v.literal('window'),
    ...series,
    opened_at: time,
    resets_at: time,
    last_at: time,
    last_percent: maybe(v.number()),
    peak: maybe(v.number()),
    full_at: maybe(time),
    closed_at: maybe(time),
    ended: maybe(v.picklist(['reset', 'moved', 'gone'])),
  }),
  watch: v.object({ record: v.literal('watch'), org_uuid: org, since: time, until: time }),
  event: v.object({
    record: v.literal('event'),
    at: time,
    kind: v.picklist([
      'delivering',
      'problem',
      'recovered',
      'divergence',
      'imported',
    ] satisfies TimelineEntry['kind'][]),
    org_uuid: v.string(),
    ...reporter,
    detail: v.pipe(v.string(), v.maxLength(1000)),
  }),
} as const;

const RecordSchema = v.variant('record', [
  RECORDS.history,
  RECORDS.series,
  RECORDS.sample,
  RECORDS.rollup,
  RECORDS.window,
  RECORDS.watch,
  RECORDS.event,
]);

export type HistoryRecord = v.InferOutput<typeof RecordSchema>;
export type RecordOf<Kind extends HistoryRecord['record']> = Extract<HistoryRecord, { record: Kind }>;

/** Reads one line of an exported history that has been parsed already; a sentence when it is none. */
export function readRecord(
  value: unknown,
): { ok: true; record: HistoryRecord } | { ok: false; error: string } {
  const result = v.safeParse(RecordSchema, value, { abortEarly: true });
  if (result.success) return { ok: true, record: result.output };
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'the line';
  return { ok: false, error: `${path}: ${issue.message}.` };
}
