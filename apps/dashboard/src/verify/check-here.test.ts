import { createHash } from 'node:crypto';
import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { checkHere } from './check-here.ts';

const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const OTHER = 'd03d2d69-0000-4000-8000-000000000002';
const NOW = Date.parse('2026-11-22T12:00:00Z');
const BODY = '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T14:00:00Z"},"seven_day":null}';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function row(usage: string, over: Partial<Snapshot> = {}): Snapshot {
  return {
    org_uuid: ORG,
    browser: 'Chrome',
    source: 'extension',
    account_email: 'ada@example.com',
    fetched_at: new Date(NOW - 20_000).toISOString(),
    usage,
    stale: false,
    errors: [],
    problem: null,
    provenance: { endpoint: null, status: 200, sha256: sha256(usage) },
    ...over,
  } as Snapshot;
}

function har(body: string, org = ORG): string {
  const request = {
    method: 'GET',
    url: `https://claude.ai/api/organizations/${org}/usage`,
    headers: [{ name: 'Referer', value: 'https://claude.ai/settings/usage' }],
    cookies: [],
  };
  const response = { status: 200, headers: [], content: { text: body } };
  const entry = { startedDateTime: new Date(NOW - 21_000).toISOString(), time: 50, request, response };
  return JSON.stringify({ log: { entries: [entry] } });
}

const check = (text: string, snapshots: Snapshot[], org: string | null = null) =>
  checkHere(
    { text, writtenAt: null, org },
    { now: NOW, snapshots, usageText: async () => snapshots[0]?.usage ?? null },
  );

describe('checkHere', () => {
  it.each([
    ['a pasted body', BODY],
    ['a body with a byte order mark', `\ufeff${BODY}`],
    ['an export of DevTools', har(BODY)],
  ])('finds the same bytes in %s', async (_, text) => {
    const checked = await check(text, [row(BODY)]);
    expect(checked.verdict.id).toBe('exact');
    expect([checked.truthSha256, checked.shownSha256]).toEqual([sha256(BODY), sha256(BODY)]);
  });

  it.each([
    ['another number', BODY.replace('42.0', '43.0'), 'different'],
    ['a number printed anew', BODY.replace('42.0', '42'), 'reprinted'],
    ['a fraction', BODY.replace('42.0', '0.42'), 'factor_100'],
  ])('tells %s apart', async (_, served, verdict) => {
    expect((await check(BODY, [row(served)])).verdict.id).toBe(verdict);
  });

  it('calls nothing server truth that is stale', async () => {
    expect((await check(BODY, [row(BODY, { stale: true })])).verdict.id).toBe('stale');
  });

  it('asks which org is meant where a pasted body could be of several, and takes the one that is named', async () => {
    const rows = [row(BODY), row(BODY, { org_uuid: OTHER })];
    const checked = await check(BODY, rows);
    expect(checked.truth).toMatchObject({ ok: false, problem: { kind: 'org_unknown', orgs: [ORG, OTHER] } });
    expect((await check(BODY, rows, OTHER)).row?.org_uuid).toBe(OTHER);
  });

  it.each([
    ['nothing', '', 'body_not_json'],
    ['no JSON', 'hello', 'body_not_json'],
    ['an error of claude.ai', '{"type":"error","error":{"type":"permission_error"}}', 'not_usage'],
    ['an export without the request', '{"log":{"entries":[]}}', 'har_no_request'],
    ['an export that was cut off', '{"log":{"entries":[{', 'har_truncated'],
  ])('says what is wrong with %s', async (_, text, verdict) => {
    expect((await check(text, [row(BODY)])).verdict.id).toBe(verdict);
  });

  it('says that the meter has nothing, and that it has another org', async () => {
    expect((await check(BODY, [])).verdict.id).toBe('bridge_empty');
    expect((await check(har(BODY, OTHER), [row(BODY)])).verdict.id).toBe('other_org');
  });
});
