import type { Limit, Snapshot } from '@claude-meter/core';
import { plainSnapshot } from '../../../packages/core/test/plain-snapshot.ts';

/** A moment for tests: Sunday 2026-04-19 10:55:02 in Los Angeles. */
export const SAMPLE_NOW = Date.parse('2026-04-19T17:55:02Z');

/** A snapshot for tests: fresh, of one account with a 5-hour and a weekly limit. */
export function sampleSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return plainSnapshot('2026-04-19T17:55:02.000Z', {
    org_uuid: 'd03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90',
    account_email: 'you@example.com',
    plan: 'Max 20x',
    limits: [
      sampleLimit('five_hour', { percent: 91.4, resets_at: '2026-04-19T22:00:00.123456+00:00' }),
      sampleLimit('seven_day', { percent: 40, resets_at: '2026-04-24T00:00:00+00:00' }),
    ],
    ...changes,
  });
}

const LABELS: Readonly<Record<string, Pick<Limit, 'label' | 'kind'>>> = {
  five_hour: { label: '5-hour', kind: 'session' },
  seven_day: { label: '7-day all', kind: 'weekly' },
  seven_day_opus: { label: '7-day Opus', kind: 'scoped' },
  seven_day_sonnet: { label: '7-day Sonnet', kind: 'scoped' },
};

export function sampleLimit(id: string, changes: Partial<Limit> = {}): Limit {
  return {
    id,
    kind: 'other',
    label: id,
    percent: null,
    resets_at: null,
    is_active: false,
    used: null,
    limit: null,
    locked_reason: null,
    ...LABELS[id],
    ...changes,
  };
}
