import type { Report } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { plainReport } from '../../../../packages/core/test/plain-report.ts';
import { keepReports, type OwnReadings } from './own-readings.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const EMPTY: OwnReadings = { orgs: {}, percentOrgs: {}, cadenceMs: MINUTE };
const usage = (percent: string) => `{"five_hour":{"utilization":${percent},"resets_at":null}}`;

function report(orgUuid: string, at: number, given: Partial<Report> = {}): Report {
  return plainReport(orgUuid, at, {
    account: { email: 'ada@example.com', org_name: null, plan: null },
    ...given,
  });
}

/** Keeps each poll a minute after the one before. */
function polled(...polls: Partial<Record<string, Partial<Report>>>[]): OwnReadings {
  return polls.reduce<OwnReadings>((own, poll, minute) => {
    const now = NOW + minute * MINUTE;
    const reports = Object.entries(poll).map(([org, given]) => report(org, now, given));
    return keepReports(own, reports, { now, cadenceMs: MINUTE });
  }, EMPTY);
}

const percentOf = (own: OwnReadings, org: string) => own.orgs[org]?.limits.map(({ percent }) => percent);

describe('keepReports', () => {
  it('keeps the text as served and the limits in it', () => {
    const own = polled({ a: { usage: ' {"limits":[],"five_hour":{"utilization":85.70003930000001}} ' } });
    expect(own.orgs['a']?.read?.usage).toBe(' {"limits":[],"five_hour":{"utilization":85.70003930000001}} ');
    expect(percentOf(own, 'a')).toEqual([85.70003930000001]);
  });

  it.each<[string, Partial<Report>, string | null]>([
    ['nothing was asked', {}, null],
    ['the org refused', { problem: { kind: 'rate_limited', status: 429, retry_at: null } }, 'rate_limited'],
    ['nothing known was served', { usage: '{"error":"overloaded"}' }, 'schema'],
  ])('keeps the last good numbers when %s', (_what, second, kind) => {
    const own = polled({ a: { usage: usage('42') } }, { a: second });
    expect(percentOf(own, 'a')).toEqual([42]);
    expect(own.orgs['a']?.read?.usage).toBe(usage('42'));
    expect(own.orgs['a']?.newest.problem?.kind ?? null).toBe(kind);
  });

  it('says in a sentence what could not be read', () => {
    const { newest } = polled({ a: { usage: '<html>', errors: ['Before.'] } }).orgs['a'] ?? {};
    expect(newest?.errors).toEqual(['Before.', expect.stringContaining('"<html>"')]);
  });

  it('knows an org that has counted in percent before', () => {
    expect(percentOf(polled({ a: { usage: usage('0.42') } }), 'a')).toEqual([42]);
    expect(percentOf(polled({ a: { usage: usage('7') } }, { a: { usage: usage('0.42') } }), 'a')).toEqual([
      0.42,
    ]);
  });

  it('tells which orgs the newest poll named, and keeps its order', () => {
    const own = polled({ a: {}, b: {} }, { c: {}, b: {} });
    expect(Object.entries(own.orgs).map(([org, { listed }]) => [org, listed])).toEqual([
      ['c', true],
      ['b', true],
      ['a', false],
    ]);
  });

  it('takes a poll that brought nothing for no news', () => {
    expect(polled({ a: {} }, {}).orgs['a']?.listed).toBe(true);
  });

  it('forgets an org of which nothing was heard for two hours, but not how it counts', () => {
    const own = polled({ a: { usage: usage('7') } });
    const later = (ms: number) => keepReports(own, [], { now: NOW + ms, cadenceMs: MINUTE });
    expect(Object.keys(later(120 * MINUTE - 1).orgs)).toEqual(['a']);
    expect(later(120 * MINUTE)).toMatchObject({ orgs: {}, percentOrgs: { a: true } });
  });
});
