import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ORG, originalPost, startMeter } from './meter.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const BODY = {
  five_hour: { utilization: 91.5, resets_at: '2026-11-22T14:00:00Z' },
  seven_day: { utilization: 31, resets_at: null },
  extra_usage: {
    is_enabled: true,
    monthly_limit: 20000,
    used_credits: 7300,
    utilization: 36.5,
    currency: 'USD',
    decimal_places: 2,
  },
  cinder_cove: {
    limit_dollars: 250,
    used_dollars: 61.5,
    utilization: 24.6,
    resets_at: '2026-12-01T00:00:00Z',
  },
};
const post = (over: Record<string, unknown> = {}) =>
  originalPost({ fetched_at: new Date(NOW).toISOString(), usage: BODY, ...over });

async function scraped(posts: unknown[], accept?: string) {
  const clock = { now: NOW };
  const meter = await startMeter({}, clock);
  if (posts.length > 0) await meter.post(posts);
  const metrics = async (query = '') =>
    (await meter.get(`/metrics${query}`, accept === undefined ? {} : { accept })).text();
  return { ...meter, clock, metrics };
}

const OPEN = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const promtool = spawnSync('promtool', ['--version']).status === 0;

describe('GET /metrics', () => {
  it('says every limit, amount and source, in base units', async () => {
    const meter = await scraped([post()]);
    const text = await meter.metrics();
    for (const line of [
      `claude_meter_limit_used_ratio{org="${ORG}",limit="five_hour"} 0.915`,
      `claude_meter_limit_used_ratio{org="${ORG}",limit="seven_day"} 0.31`,
      `claude_meter_limit_reset_timestamp_seconds{org="${ORG}",limit="five_hour"} 1795356000`,
      `claude_meter_limit_binding{org="${ORG}",limit="five_hour"} 1`,
      `claude_meter_limit_binding{org="${ORG}",limit="seven_day"} 0`,
      `claude_meter_extra_used{org="${ORG}",currency="USD"} 73`,
      `claude_meter_extra_limit{org="${ORG}",currency="USD"} 200`,
      `claude_meter_extra_blocked{org="${ORG}"} 0`,
      `claude_meter_credit_limit{org="${ORG}",limit="pool:cinder_cove",currency="USD"} 250`,
      `claude_meter_account_fresh{org="${ORG}"} 1`,
      `claude_meter_account_reading_timestamp_seconds{org="${ORG}"} 1795348800`,
      'claude_meter_source_accounts{source="extension"} 1',
      'claude_meter_reports_total{source="extension",outcome="delivered"} 1',
      'claude_meter_http_requests_total{route="/snapshots",code="200"} 1',
      'claude_meter_store_ok 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('tells e-mails to nobody but who asks for them', async () => {
    const meter = await scraped([post()]);
    expect(await meter.metrics()).not.toContain('example.com');
    expect(await meter.metrics('?email=on')).toContain('email="you@example.com"');
  });

  it('drops the numbers of an account that is old, and says that it is', async () => {
    const meter = await scraped([post()]);
    meter.clock.now += 30 * 60_000;
    await meter.post([]);
    const text = await meter.metrics();
    expect(text).toContain(`claude_meter_account_fresh{org="${ORG}"} 0`);
    expect(text).not.toContain('claude_meter_limit_used_ratio{');
    expect(text).not.toContain('claude_meter_extra_used{');
  });

  it('names what keeps a session from reading', async () => {
    const problem = { kind: 'signed_out', status: 401, retry_at: null };
    const meter = await scraped([post({ usage: null, problem, errors: ['Signed out.'] })]);
    const text = await meter.metrics();
    expect(text).toMatch(/claude_meter_session_problem\{.*browser=".*",kind="signed_out"\} 1/);
    expect(text).toContain('claude_meter_reports_total{source="extension",outcome="signed_out"} 1');
  });

  it('speaks OpenMetrics to who takes it, and the older text to everybody else', async () => {
    const open = await scraped([post()], OPEN);
    const answer = await open.get('/metrics', { accept: OPEN });
    expect(answer.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    const text = await answer.text();
    expect(text).toMatch(/# EOF\n$/);
    expect(text).toContain('# TYPE claude_meter_reports counter\n');
    expect(text).toContain('# UNIT claude_meter_limit_used_ratio ratio\n');
    const older = await open.get('/metrics');
    expect(older.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await older.text()).toContain('# TYPE claude_meter_reports_total counter\n');
  });

  it('a label is text, whatever it holds', async () => {
    const meter = await scraped([post({ account_email: 'a"b\\c@example.com' })]);
    expect(await meter.metrics('?email=on')).toContain(String.raw`email="a\"b\\c@example.com"`);
  });

  it.runIf(promtool)('is clean to promtool', async () => {
    const meter = await scraped([post()]);
    const checked = spawnSync('promtool', ['check', 'metrics'], {
      input: await meter.metrics('?email=on'),
      encoding: 'utf8',
    });
    expect(checked.stderr + checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });
});
