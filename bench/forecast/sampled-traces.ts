import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowsScript } from '../../apps/simulator/src/scenarios/scenario.ts';
import { SCENARIOS } from '../../apps/simulator/src/scenarios/scenario-list.ts';
import { windowsStateAt } from '../../apps/simulator/src/usage/windows-state.ts';
import { type WeekMoment, weekMinute } from '../../apps/simulator/src/usage/work-week.ts';
import { type LimitTrace, MINUTE_MS, type Trace } from './trace.ts';

const DAY_MS = 1440 * MINUTE_MS;
/** A Monday, 00:00 UTC: the scripted weeks have a clock, but no date. */
const MONDAY = Date.UTC(2026, 8, 7);
const SCRIPTED_DAYS = 42;
const SCRIPTED_STEP = 10;

/** One reading of one limit. */
export interface Sample {
  kind: LimitTrace['kind'];
  at: number;
  percent: number;
  resetsAt: number | null;
}

/** The accounts of the simulator's scenarios, each script once, played for six weeks. */
export function scriptedTraces(): Trace[] {
  const seen = new Set<WindowsScript>();
  return SCENARIOS.flatMap(({ name, beginsAt, orgs }) =>
    orgs.flatMap(({ usage, name: org }) => {
      if (usage.kind !== 'windows' || seen.has(usage)) return [];
      seen.add(usage);
      return [
        traceOfSamples(playScript(usage, beginsAt), { name: `${name}, ${org}`, timeZone: 'UTC', gaps: [] }),
      ];
    }),
  );
}

function playScript(script: WindowsScript, beginsAt: WeekMoment): Sample[] {
  const samples: Sample[] = [];
  const begin = MONDAY + weekMinute(beginsAt) * MINUTE_MS;
  for (let minute = 0; minute < SCRIPTED_DAYS * 1440; minute += SCRIPTED_STEP) {
    const { fiveHour, sevenDay } = windowsStateAt(script, beginsAt, minute);
    const at = begin + minute * MINUTE_MS;
    const resetsAt = fiveHour.resetsAt === null ? null : begin + fiveHour.resetsAt * MINUTE_MS;
    samples.push({ kind: 'session', at, percent: Math.round(fiveHour.percent), resetsAt });
    const weekEnds = begin + sevenDay.resetsAt * MINUTE_MS;
    samples.push({ kind: 'weekly', at, percent: Math.round(sevenDay.percent), resetsAt: weekEnds });
  }
  return samples;
}

/** Histories that a meter has exported (JSON Lines), every `*.jsonl` of a folder; each organization is a trace. */
export function exportedTraces(folder: string, timeZone: string): Trace[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return files.flatMap((file) => {
    const samples = new Map<string, Sample[]>();
    const watched = new Map<string, [number, number][]>();
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const record = JSON.parse(line) as Record<string, unknown>;
      const org = String(record['org_uuid']);
      const kind = record['limit_id'] === 'five_hour' ? 'session' : 'weekly';
      if (record['record'] === 'watch') {
        watched.set(org, [...(watched.get(org) ?? []), [Number(record['since']), Number(record['until'])]]);
      }
      if (record['record'] !== 'sample' || record['percent'] === null) continue;
      if (record['limit_id'] !== 'five_hour' && record['limit_id'] !== 'seven_day') continue;
      const resetsAt = record['resets_at'] === null ? null : Number(record['resets_at']);
      const sample: Sample = { kind, at: Number(record['at']), percent: Number(record['percent']), resetsAt };
      samples.set(org, [...(samples.get(org) ?? []), sample]);
    }
    return [...samples].map(([org, some], index) =>
      traceOfSamples(some, { name: `${file} ${index + 1}`, timeZone, gaps: between(watched.get(org) ?? []) }),
    );
  });
}

/** A trace out of readings; what lies between two readings is taken to be as it was. */
export function traceOfSamples(
  samples: readonly Sample[],
  { name, timeZone, gaps }: Pick<Trace, 'name' | 'timeZone' | 'gaps'>,
): Trace {
  const ordered = [...samples].sort((a, b) => a.at - b.at);
  const limits = (['session', 'weekly'] as const).map((kind) => limitOf(kind, ordered));
  return { name, timeZone, since: ordered[0]?.at ?? 0, until: ordered.at(-1)?.at ?? 0, limits, gaps };
}

function limitOf(kind: LimitTrace['kind'], samples: readonly Sample[]): LimitTrace {
  const windowMs = kind === 'session' ? 300 * MINUTE_MS : 7 * DAY_MS;
  const limit: LimitTrace = { kind, windowMs, changes: [], windows: [] };
  for (const { at, percent, resetsAt, kind: of } of samples) {
    if (of !== kind) continue;
    if (limit.changes.at(-1)?.percent !== percent) limit.changes.push({ at, percent });
    if (resetsAt === null) continue;
    const open = limit.windows.at(-1);
    const isSame = open !== undefined && Math.abs(open.resetsAt - resetsAt) < windowMs / 2;
    const window = isSame
      ? open
      : { openedAt: resetsAt - windowMs, resetsAt, peak: 0, lastPercent: 0, fullAt: null, truth: [] };
    if (!isSame) limit.windows.push(window);
    window.truth.push({ at, percent });
    window.peak = Math.max(window.peak ?? 0, percent);
    window.lastPercent = percent;
    if (percent >= 100) window.fullAt ??= at;
  }
  return limit;
}

function between(spans: readonly [number, number][]): [number, number][] {
  const ordered = [...spans].sort((a, b) => a[0] - b[0]);
  return ordered.slice(1).flatMap(([since], index): [number, number][] => {
    const until = ordered[index]?.[1] ?? since;
    return since > until ? [[until, since]] : [];
  });
}
