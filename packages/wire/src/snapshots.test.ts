import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { parseSnapshots, printSnapshots } from './snapshots.ts';

const snapshot: Snapshot = {
  org_uuid: 'd03d2d69-0000-4000-8000-000000000001',
  browser: 'Chrome',
  account_email: 'you@example.com',
  fetched_at: '2026-04-27T13:14:11.382Z',
  usage: '{"five_hour":{"utilization":42.0},"x":[1e2,-0,12345678901234567890,85.70003930000001]}',
  overage: '{"used_credits":0.10}',
  subscription: null,
  errors: ['one'],
  stale: false,
  source: 'extension',
  received_at: '2026-04-27T13:14:11.400Z',
  instance: null,
  org_name: null,
  plan: 'Pro',
  limits: [
    {
      id: 'five_hour',
      kind: 'session',
      label: '5-hour',
      percent: 42,
      resets_at: null,
      is_active: true,
      used: null,
      limit: { minor: 1000, currency: 'EUR', exponent: 2 },
      locked_reason: null,
    },
  ],
  extra: null,
  billing: null,
  breakdown: [{ key: 'chat', label: 'Chat', percent: 12.5 }],
  problem: { kind: 'challenged', status: 403, retry_at: null },
  provenance: { endpoint: '/api', status: 200, sha256: 'ab' },
};

describe('the array that GET /snapshots returns', () => {
  it('holds the bodies with the very number text they came with', () => {
    expect(printSnapshots([snapshot])).toContain(`"usage":${snapshot.usage},"overage":{"used_credits":0.10}`);
  });

  it('begins with the nine fields of the original, in their order', () => {
    const keys = Object.keys(JSON.parse(printSnapshots([snapshot]))[0]);
    expect(keys.slice(0, 9)).toEqual([
      'org_uuid',
      'browser',
      'account_email',
      'fetched_at',
      'usage',
      'overage',
      'subscription',
      'errors',
      'stale',
    ]);
  });

  it('is read again without loss', () => {
    const both = [snapshot, { ...snapshot, usage: null, problem: null, provenance: null }];
    expect(parseSnapshots(printSnapshots(both))).toEqual({ ok: true, snapshots: both });
    expect(parseSnapshots(printSnapshots([]))).toEqual({ ok: true, snapshots: [] });
  });

  it.each([
    ['HTML', '<html>', /not JSON/],
    ['an object', '{}', /no array of snapshots/],
    ['an array of something else', '[{"a":1}]', /no array of snapshots: it\[0\].org_uuid is no string/],
    [
      'a limit with a text for a percent',
      printSnapshots([snapshot]).replace('"percent":42', '"percent":"42"'),
      /limits\[0\].percent is no number/,
    ],
    [
      'an unknown source',
      printSnapshots([snapshot]).replace('"source":"extension"', '"source":"guess"'),
      /source is none of extension/,
    ],
    ['a missing key', printSnapshots([snapshot]).replace('"stale":false,', ''), /stale is no boolean/],
  ])('is not mistaken for %s', (_name, body, error) => {
    const parsed = parseSnapshots(body);
    expect(parsed.ok ? '' : parsed.error).toMatch(error);
  });
});
