import { forecastOf } from '@claude-meter/core';
import { median, printMeasures } from './comparison.ts';
import { inputOf, type Moment, momentsOf } from './forecast/moment.ts';
import { type Kind, printCoverage, printScores, type Scores, scoresOf } from './forecast/report.ts';
import { exportedTraces, scriptedTraces } from './forecast/sampled-traces.ts';
import { simulatedTrace, type Trace } from './forecast/trace.ts';
import { tune } from './forecast/tune.ts';

/** Traces that are scored, and those on which the numbers of the forecast were chosen: no seed is in both. */
const SCORED_SEEDS = Array.from({ length: 240 }, (_, index) => 1 + index);
const TUNING_SEEDS = Array.from({ length: 64 }, (_, index) => 1001 + index);
const DAYS = 63;
const PER_LIMIT = 20;
const KINDS: readonly Kind[] = ['session', 'weekly'];

/**
 * How good the forecast is, beside other methods, on people that played no part in its making (`docs/forecast.md`).
 * `FORECAST_HISTORIES=folder` adds exported histories, `FORECAST_TUNE=1` shows how its numbers were chosen instead.
 */
export async function bench(): Promise<number> {
  assertDisjoint(SCORED_SEEDS, TUNING_SEEDS);
  const tuning = momentsOfAll(TUNING_SEEDS.map((seed) => simulatedTrace(seed, DAYS)));
  if (process.env['FORECAST_TUNE'] !== undefined) {
    tune(tuning, Number(process.env['FORECAST_TUNE']) || 1);
    return 0;
  }
  console.log(`\nThe forecast (its numbers were chosen on ${TUNING_SEEDS.length} other accounts)`);
  let missed = 0;
  const all = new Map<Kind, Scores[]>(KINDS.map((kind) => [kind, []]));
  for (const { what, traces, perLimit, promised } of scoredSets()) {
    console.log(`\n ${traces.length} ${what}`);
    const moments = momentsOfAll(traces, perLimit);
    for (const kind of KINDS) {
      const some = moments.filter((moment) => moment.kind === kind);
      if (some.length === 0) continue;
      const known = tuning.filter((moment) => moment.kind === kind);
      const scores = scoresOf(some, known.filter(({ hit }) => hit).length / known.length);
      const worse = printScores(kind, some, scores);
      if (!promised) continue;
      missed += worse;
      all.get(kind)?.push(scores);
    }
  }
  console.log('\n All together');
  for (const kind of KINDS) missed += printCoverage(kind, all.get(kind) ?? []);
  return missed + speed(tuning);
}

function assertDisjoint(a: readonly number[], b: readonly number[]): void {
  const both = a.filter((seed) => b.includes(seed));
  if (both.length > 0) throw new Error(`Seeds ${JSON.stringify(both)} are used for tuning and for scoring.`);
}

interface ScoredSet {
  what: string;
  traces: Trace[];
  perLimit: number;
  /** A few accounts prove nothing: for the histories that somebody brings nothing is promised. */
  promised: boolean;
}

function scoredSets(): ScoredSet[] {
  const simulated = SCORED_SEEDS.map((seed) => simulatedTrace(seed, DAYS));
  const sets = [
    { what: `simulated accounts of ${DAYS} days`, traces: simulated, perLimit: PER_LIMIT, promised: true },
    { what: 'scripted accounts of the simulator', traces: scriptedTraces(), perLimit: 60, promised: true },
  ];
  const folder = process.env['FORECAST_HISTORIES'];
  if (folder === undefined) return sets;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const traces = exportedTraces(folder, timeZone);
  return [...sets, { what: `histories in ${folder}`, traces, perLimit: 200, promised: false }];
}

function momentsOfAll(traces: readonly Trace[], perLimit: number = PER_LIMIT): Moment[] {
  return traces.flatMap((trace, index) => momentsOf(trace, { perLimit, seed: 31 + index }));
}

const EIGHT_WEEKS_MS = 56 * 86_400_000;

/** One forecast with eight weeks of history: as simulated people have it, and with a change every minute. */
function speed(tuning: readonly Moment[]): number {
  const old = tuning.filter(({ changes, now }) => (changes[0]?.at ?? now) < now - EIGHT_WEEKS_MS);
  const usual = median(old.map((moment) => cpuMs(() => forecastOf(inputOf(moment)))));
  const first = old[0];
  if (first === undefined) throw new Error('No simulated account has eight weeks of history.');
  const history = Array.from({ length: EIGHT_WEEKS_MS / 60_000 }, (_, minute) => ({
    at: first.now - EIGHT_WEEKS_MS + minute * 60_000,
    percent: ((minute % 300) / 300) * 90,
  })).filter(({ at }) => at % 86_400_000 < 10 * 3_600_000);
  const densest = { ...inputOf(first), history, samples: history.slice(-50) };
  const dense = median(Array.from({ length: 15 }, () => cpuMs(() => forecastOf(densest))));
  const target = { atMost: 5 };
  return printMeasures('One forecast with 8 weeks of history', [
    { what: `median of ${old.length} simulated moments`, value: usual, unit: 'ms', target },
    { what: `with ${history.length} changes, one a minute`, value: dense, unit: 'ms', target },
  ]);
}

/** Time of the processor, ms: on a machine that is shared the clock on the wall measures the others. */
function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
