import type { Snapshot } from '../src/snapshot.ts';

/** A fresh snapshot of one account, brought by the extension at a moment, in which nothing else is known. */
export function plainSnapshot(at: string, given: Partial<Snapshot> = {}): Snapshot {
  return {
    org_uuid: 'd03d2d69-0000-4000-8000-000000000001',
    browser: 'Chrome',
    account_email: 'ada@example.com',
    fetched_at: at,
    usage: '{}',
    overage: null,
    subscription: null,
    errors: [],
    stale: false,
    source: 'extension',
    received_at: at,
    instance: null,
    org_name: null,
    plan: null,
    limits: [],
    extra: null,
    billing: null,
    breakdown: [],
    problem: null,
    provenance: null,
    ...given,
  };
}
