import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';

const RULES = join(import.meta.dirname, '..', '..', '..', 'docs', 'fleets', 'claude-meter.rules.yml');
const HOUR = 3_600_000;
const MIDNIGHT = Date.parse('2026-11-23T00:00:00Z');
const STEP_MS = 120_000;
const STEPS = (24 * HOUR) / STEP_MS;

const promtool = spawnSync('promtool', ['--version']).status === 0;

/** The laptop sleeps by night. Somebody fills a window by noon, signs out for an hour, and works on quietly. */
function postAt(hour: number): Record<string, unknown> | null {
  if (hour < 8 || hour >= 18) return null;
  const fetched_at = new Date(MIDNIGHT + hour * HOUR).toISOString();
  if (hour >= 14 && hour < 15) {
    const problem = { kind: 'signed_out', status: 401, retry_at: null };
    return originalPost({ fetched_at, usage: null, problem, errors: ['Signed out.'] });
  }
  const [began, perHour] = hour < 13 ? [8, 30.5] : [13, 5];
  const resets = (at: number) => new Date(MIDNIGHT + at * HOUR).toISOString();
  const usage = {
    five_hour: { utilization: Math.min(100, (hour - began) * perHour), resets_at: resets(began + 5) },
    seven_day: { utilization: 20, resets_at: resets(96) },
  };
  return originalPost({ fetched_at, usage });
}

/** What a Prometheus has of a day: every series with a value for each scrape, `stale` where it ends. */
async function scrapedDay(): Promise<{ series: string; values: string }[]> {
  const clock = { now: MIDNIGHT };
  const meter = await startMeter({}, clock);
  const series = new Map<string, string[]>();
  for (let step = 0; step < STEPS; step += 1) {
    clock.now = MIDNIGHT + step * STEP_MS;
    const post = postAt((step * STEP_MS) / HOUR);
    if (post === null) continue;
    expect((await meter.post([post])).status).toBe(200);
    for (const [, name = '', labels = '', value = ''] of (
      await (await meter.get('/metrics')).text()
    ).matchAll(/^(claude_meter_[a-z_]+)(?:\{(.*)\})? (\S+)$/gm)) {
      const key = `${name}{instance="laptop"${labels === '' ? '' : `,${labels}`}}`;
      const values = series.get(key) ?? [];
      values[step] = value;
      series.set(key, values);
    }
  }
  return [...series].map(([key, values]) => ({ series: key, values: spoken(values) }));
}

function spoken(values: readonly (string | undefined)[]): string {
  return Array.from({ length: STEPS }, (_, step) => {
    const missing = step > 0 && values[step - 1] !== undefined ? 'stale' : '_';
    return values[step] ?? missing;
  }).join(' ');
}

describe.runIf(promtool)('alerts over a day of a real meter', () => {
  const DAY: [at: string, firing: string[]][] = [
    ['7h', []],
    ['8h30m', []],
    ['9h', []],
    ['10h52m', ['ClaudeLimitWillFill']],
    ['10h58m', []],
    ['11h2m', ['ClaudeLimitNear']],
    ['11h18m', []],
    ['11h22m', ['ClaudeLimitReached']],
    ['12h59m', ['ClaudeLimitReached']],
    ['13h10m', []],
    ['14h10m', []],
    ['14h30m', ['ClaudeMeterSignedOut', 'ClaudeMeterStale']],
    ['15h5m', []],
    ['17h50m', []],
    ['20h', []],
    ['23h59m', []],
  ];

  it('fire and clear when they should, and at no other time', async () => {
    const input_series = await scrapedDay();
    const promql_expr_test = DAY.map(([eval_time, firing]) => ({
      eval_time,
      expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
      exp_samples: firing.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
    }));
    const file = join(temporaryFolder(), 'day.yml');
    const tests = [{ interval: '2m', input_series, promql_expr_test }];
    // Without it the groups of one moment come in any order, and an alert may see what was recorded a minute ago.
    const group_eval_order = ['claude-meter-recording', 'claude-meter-alerts'];
    const given = { rule_files: [RULES], evaluation_interval: '1m', group_eval_order, tests };
    writeFileSync(file, JSON.stringify(given));
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect(stderr + stdout).toMatch(/^Unit Testing: .*\n {2}SUCCESS\n+$/);
  }, 120_000);
});
