import { createCounters } from '../apps/meter/src/metrics/counters.ts';
import { meterFamilies } from '../apps/meter/src/metrics/meter-families.ts';
import { printMetrics } from '../apps/meter/src/metrics/open-metrics.ts';
import type { KnownForecast, Limit, Snapshot } from '../packages/core/src/index.ts';
import { plainSnapshot } from '../packages/core/test/plain-snapshot.ts';

const HOUR_MS = 3_600_000;
const LIMITS = ['five_hour', 'seven_day', 'seven_day_opus', 'pool:cinder_cove'];

/** What the n-th meter of a fleet answers: one account with four limits, extra usage and a forecast of each. */
export function fleetMetrics(index: number, now: number): string {
  const org = `d03d2d69-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const limits = LIMITS.map((id, place) => limit(id, { percent: percentOf(index + place, now), now }));
  const counters = createCounters();
  counters.request('/metrics', 200);
  counters.request('/snapshots', 200);
  const source = { orgs: 1, last_report_at: new Date(now).toISOString() };
  const idle = { orgs: 0, last_report_at: null };
  return printMetrics(
    meterFamilies({
      snapshots: [snapshot(org, { limits, now })],
      now,
      forecasts: limits.map(({ id, percent }) => ({
        org_uuid: org,
        limit_id: id,
        forecast: forecast(id, { percent: percent ?? 0, now }),
      })),
      counters,
      emails: false,
      health: {
        ok: true,
        name: 'claude-meter',
        version: '0.1.0',
        pid: 1,
        started_at: new Date(now - HOUR_MS).toISOString(),
        sources: { extension: source, cookies: idle, oauth: idle, statusline: idle, import: idle },
        store_trouble: null,
        transcripts: { state: 'off', progress: null, updated_at: null, unreadable: 0, trouble: null },
        hints: [],
      },
    }),
    false,
  );
}

/** Sawteeth of five hours that are out of step. */
function percentOf(phase: number, now: number): number {
  return Math.round((((now / HOUR_MS) * 20 + phase * 7.3) % 100) * 10) / 10;
}

function limit(id: string, { percent, now }: { percent: number; now: number }): Limit {
  const pool = id.startsWith('pool:');
  const money = (minor: number) => (pool ? { minor, currency: 'USD', exponent: 2 } : null);
  return {
    id,
    kind: pool ? 'pool' : id === 'five_hour' ? 'session' : 'weekly',
    label: id,
    percent,
    resets_at: new Date(now + 2 * HOUR_MS).toISOString(),
    is_active: id === 'five_hour',
    used: money(6150),
    limit: money(25_000),
    locked_reason: null,
  };
}

function forecast(limitId: string, { percent, now }: { percent: number; now: number }): KnownForecast {
  const range = { low: percent, mid: percent, high: 100 };
  return {
    kind: 'forecast',
    limitId,
    hitProbability: percent / 100,
    hitAt: { low: now, mid: now + HOUR_MS, high: now + 2 * HOUR_MS },
    lastsUntilReset: percent < 50,
    percentAtReset: range,
    fan: [],
    confidence: 'medium',
    basis: '',
    ordinarySession: null,
    pace: null,
    words: '',
  };
}

function snapshot(org: string, { limits, now }: { limits: Limit[]; now: number }): Snapshot {
  const at = new Date(now).toISOString();
  return plainSnapshot(at, {
    org_uuid: org,
    account_email: null,
    plan: 'Team',
    limits,
    extra: {
      enabled: true,
      used: { minor: 7300, currency: 'USD', exponent: 2 },
      limit: { minor: 20_000, currency: 'USD', exponent: 2 },
      percent: 36.5,
      blocked: false,
      blocked_until: null,
      reason: null,
    },
  });
}
