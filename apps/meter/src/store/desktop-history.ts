import { FIVE_HOUR, SEVEN_DAY } from '@claude-meter/core';
import * as v from 'valibot';
import type { HistoryRecord } from './history-record.ts';

/** How the history names who has read what Claude Desktop kept. */
const READER = { source: 'import', browser: 'Claude Desktop' } as const;

/** The desktop app samples every 5 to 15 minutes while it runs; a longer pause is a gap, ms. */
const PAUSE_MS = 31 * 60_000;

const WINDOWS = [
  { key: 'fh', limit_id: FIVE_HOUR, kind: 'session', label: '5-hour' },
  { key: 'sd', limit_id: SEVEN_DAY, kind: 'weekly', label: '7-day all' },
] as const;

const percent = v.fallback(v.nullable(v.number()), null);
const FileSchema = v.object({ version: v.literal(2), samples: v.array(v.unknown()) });
const SampleSchema = v.object({
  t: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  org: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
  u: v.object({ fh: v.optional(percent, null), sd: v.optional(percent, null) }),
});
type DesktopSample = v.InferOutput<typeof SampleSchema>;

/**
 * What Claude Desktop wrote into its `plan-usage-history.json` (version 2: `samples[]` of `{t (ms), org, u: {fh, sd}}`,
 * percent 0–100, organizations interleaved, no reset times), as records of a history. Samples that cannot be meant, and
 * those later than `now`, are left out; null when the file is another one.
 */
export function readDesktopHistory(text: string, now: number): HistoryRecord[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const file = v.safeParse(FileSchema, parsed);
  if (!file.success) return null;
  const samples = file.output.samples
    .map((sample) => v.safeParse(SampleSchema, sample))
    .flatMap((result) => (result.success && result.output.t <= now ? [result.output] : []))
    .sort((a, b) => a.t - b.t);
  const orgs = [...new Set(samples.map((sample) => sample.org))];
  return orgs.flatMap((org) =>
    recordsOf(
      org,
      samples.filter((sample) => sample.org === org),
    ),
  );
}

function recordsOf(org_uuid: string, samples: readonly DesktopSample[]): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  for (const { key, limit_id, kind, label } of WINDOWS) {
    if (samples.every((sample) => sample.u[key] === null)) continue;
    records.push({ record: 'series', org_uuid, limit_id, kind, label, currency: null, exponent: null });
    let last: number | null = null;
    for (const { t: at, u } of samples) {
      if (u[key] === null || u[key] === last) continue;
      last = u[key];
      const unknown = { resets_at: null, amount: null, sha256: null };
      records.push({ record: 'sample', org_uuid, limit_id, at, percent: last, ...unknown, ...READER });
    }
  }
  return [...records, ...watched(org_uuid, samples)];
}

function watched(org_uuid: string, samples: readonly DesktopSample[]): HistoryRecord[] {
  const spans: { since: number; until: number }[] = [];
  for (const { t } of samples) {
    const open = spans.at(-1);
    if (open === undefined || t - open.until > PAUSE_MS) spans.push({ since: t, until: t });
    else open.until = t;
  }
  return spans.map(({ since, until }) => ({ record: 'watch', org_uuid, since, until }));
}
