import type { Report, Session } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../test/fixture.ts';
import { observeWeb } from '../index.ts';

const SESSION: Session = { source: 'extension', browser: 'Chrome', instance: 'i', cadenceMs: 60_000 };
const GIVEN = { session: SESSION, receivedAt: 1_795_370_400_000, sha256: 'abc', orgOnPercent: false };
const REPORT: Report = {
  orgUuid: 'd03d2d69-0000-4000-8000-000000000001',
  fetchedAt: '2026-11-22T12:00:00.000Z',
  account: { email: 'you@example.com', org_name: 'Private', plan: 'Pro' },
  usage: fixture('claude-web', 'made-fractions.json'),
  endpoint: '/api/organizations/x/usage',
  status: 200,
  overage: fixture('claude-web', 'overage/enabled.json'),
  subscription: fixture('claude-web', 'subscription/active.json'),
  problem: null,
  errors: ['one'],
};

describe('observe', () => {
  it('keeps every text to the byte and says what it means', () => {
    const observed = observeWeb(REPORT, GIVEN);
    const { usage, overage, subscription, ...rest } = observed;
    expect(usage).toMatchObject({
      text: REPORT.usage,
      sha256: 'abc',
      endpoint: REPORT.endpoint,
      status: 200,
      meaning: { percentEvident: false, limits: [{ percent: 42 }, { percent: 71 }, { percent: 84 }] },
    });
    expect(overage).toMatchObject({ text: REPORT.overage, meaning: { enabled: true } });
    expect(subscription).toMatchObject({ text: REPORT.subscription, meaning: { status: 'active' } });
    expect(rest).toEqual({
      orgUuid: REPORT.orgUuid,
      session: SESSION,
      fetchedAt: REPORT.fetchedAt,
      receivedAt: GIVEN.receivedAt,
      account: REPORT.account,
      problem: null,
      errors: ['one'],
    });
    expect(REPORT.errors).toEqual(['one']);
  });

  it('reads the same body as percent for an org that is known to count so', () => {
    const { usage } = observeWeb(REPORT, { ...GIVEN, orgOnPercent: true });
    expect(usage?.meaning.limits[0]?.percent).toBe(0.42);
  });

  it('turns a usage text in which nothing is known into a schema problem and keeps no usage', () => {
    const observed = observeWeb({ ...REPORT, usage: '{"windows":[]}' }, GIVEN);
    expect(observed.usage).toBeNull();
    expect(observed.problem).toEqual({ kind: 'schema', status: 200, retry_at: null });
    expect(observed.errors).toEqual(['one', expect.stringContaining('"windows"')]);
    expect(observed.overage).not.toBeNull();
  });

  it("keeps the poster's own problem", () => {
    const problem = { kind: 'rate_limited', status: 429, retry_at: null } as const;
    expect(observeWeb({ ...REPORT, usage: null, problem }, GIVEN)).toMatchObject({
      usage: null,
      problem,
      errors: ['one'],
    });
    expect(observeWeb({ ...REPORT, usage: '{}', problem }, GIVEN).problem).toEqual(problem);
  });

  it('says nothing about what was not asked', () => {
    const observed = observeWeb(
      { ...REPORT, usage: null, overage: null, subscription: null, errors: [] },
      GIVEN,
    );
    expect(observed).toMatchObject({
      usage: null,
      overage: null,
      subscription: null,
      problem: null,
      errors: [],
    });
  });

  it('keeps a JSON null, which says that there is none', () => {
    expect(observeWeb({ ...REPORT, overage: 'null', subscription: ' null ' }, GIVEN)).toMatchObject({
      overage: { text: 'null', meaning: null },
      subscription: { text: ' null ', meaning: null },
      errors: ['one'],
    });
  });

  it.each(['<html>', '{}', '[]', '{"error":{"type":"x"}}', ''])(
    'drops %j as overage and subscription, with a sentence',
    (text) => {
      const observed = observeWeb({ ...REPORT, overage: text, subscription: text }, GIVEN);
      expect([observed.overage, observed.subscription]).toEqual([null, null]);
      expect(observed.errors).toEqual([
        'one',
        expect.stringMatching(/^The extra usage answer holds nothing known: ".*"\./),
        expect.stringMatching(/^The subscription answer holds nothing known: ".*"\./),
      ]);
      expect(observed.problem).toBeNull();
    },
  );

  it('stores an empty digest when nobody reckoned one', () => {
    expect(observeWeb(REPORT, { ...GIVEN, sha256: null }).usage?.sha256).toBe('');
  });
});
