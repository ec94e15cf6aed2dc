import type { Report, Session } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { parsePost } from './parse-post.ts';
import { printPost } from './print-post.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const original = {
  org_uuid: ORG,
  browser: 'extension',
  account_email: 'you@example.com',
  fetched_at: '2026-11-22T11:59:58.382Z',
  usage: { five_hour: { utilization: 42, resets_at: null } },
  overage: null,
  subscription: null,
  errors: [],
};

function only(text: string) {
  const post = parsePost(text, NOW);
  if (!post.ok) throw new Error(post.error);
  return post;
}

describe("the original extension's post", () => {
  it('is taken as it is: no `stale`, no extras', () => {
    const { posted, refused } = only(JSON.stringify([original]));
    expect(refused).toEqual([]);
    expect(posted).toEqual([
      {
        session: { source: 'extension', browser: 'extension', instance: null, cadenceMs: 60_000 },
        report: {
          orgUuid: ORG,
          fetchedAt: '2026-11-22T11:59:58.382Z',
          account: { email: 'you@example.com', org_name: null, plan: null },
          usage: '{"five_hour":{"utilization":42,"resets_at":null}}',
          endpoint: null,
          status: null,
          overage: null,
          subscription: null,
          problem: null,
          errors: [],
        },
      },
    ]);
  });

  it('keeps the very text of its bodies, white space and unknown keys too', () => {
    const body = '{ "five_hour" : {"utilization":42.0},\n"zzz":[1e2,-0,12345678901234567890] }';
    const { posted } = only(`[{"org_uuid":"${ORG}","fetched_at":"${original.fetched_at}","usage":${body}}]`);
    expect(posted[0]?.report.usage).toBe(body);
  });
});

describe('our own post', () => {
  const session: Session = {
    source: 'extension',
    browser: 'extension',
    instance: 'a-b_c.1',
    cadenceMs: 30_000,
  };
  const report: Report = {
    orgUuid: ORG,
    fetchedAt: '2026-11-22T11:59:59.000Z',
    account: { email: 'you@example.com', org_name: 'Ärger & Söhne', plan: 'Max 20x' },
    usage: '\n{"five_hour":{"utilization":42.0}}  \r\n',
    endpoint: '/api/organizations/x/usage',
    status: 200,
    overage: '{"used_credits":1.50}',
    subscription: '{"status": "active"}',
    problem: { kind: 'rate_limited', status: 429, retry_at: '2026-11-22T12:10:00Z' },
    errors: ['one', 'two'],
  };

  it('arrives as it was sent, the usage body to the byte', () => {
    expect(only(printPost(session, [report, { ...report, usage: null, problem: null }]))).toEqual({
      ok: true,
      posted: [
        { session, report },
        { session, report: { ...report, usage: null, problem: null } },
      ],
      refused: [],
    });
  });
});

describe('a post that cannot be used at all', () => {
  it.each([
    ['no JSON', 'nope', /not JSON/],
    ['NaN', '[{"a":NaN}]', /not JSON/],
    ['no array', '{"org_uuid":1}', /no array/],
    ['10 000 snapshots', JSON.stringify(Array(10_000).fill({})), /10000 snapshots/],
  ])('%s', (_name, text, error) => {
    const post = parsePost(text, NOW);
    expect(post.ok ? '' : post.error).toMatch(error);
  });

  it('an empty array is no error and holds nothing', () => {
    expect(parsePost('[]', NOW)).toEqual({ ok: true, posted: [], refused: [] });
  });
});

describe('a snapshot of a batch is judged alone', () => {
  const bad: [string, unknown, RegExp][] = [
    ['no object', 7, /is an object/],
    ['null', null, /is an object/],
    ['missing org', { ...original, org_uuid: undefined }, /org_uuid is missing/],
    ['bad uuid', { ...original, org_uuid: 'abc' }, /org_uuid "abc" is no uuid/],
    ['no time', { ...original, fetched_at: undefined }, /fetched_at is missing/],
    ['a number as time', { ...original, fetched_at: 1 }, /fetched_at 1/],
    ['a time without zone', { ...original, fetched_at: '2026-11-22T11:59:58' }, /is no ISO-8601 time/],
    ['the 40th of May', { ...original, fetched_at: '2026-05-40T11:59:58Z' }, /is no ISO-8601 time/],
    ['the future', { ...original, fetched_at: '2026-11-22T12:03:00Z' }, /lies in the future/],
    ['1970', { ...original, fetched_at: '1970-01-01T00:00:00Z' }, /more than two hours old/],
    ['usage as array', { ...original, usage: [] }, /usage/],
    ['usage as text', { ...original, usage: 'x' }, /neither an object nor null/],
    ['lone surrogate in the body', { ...original, usage_text: '{"a":"\ud800"}' }, /well-formed/],
    ['control characters in the name', { ...original, browser: 'a\u001b[31m' }, /control characters/],
    [
      'a source that may not be posted',
      { ...original, source: 'cookies' },
      /source "cookies" may not be posted/,
    ],
    ['an instance with a path in it', { ...original, instance: '../x' }, /is no install id/],
    ['an unknown problem', { ...original, problem: { kind: 'bad' } }, /problem.kind "bad"/],
    ['deep nesting', { ...original, usage: nest(80) }, /nested deeper than 64/],
  ];
  it.each(bad)('%s is named, the good one kept', (_name, value, error) => {
    const { posted, refused } = only(JSON.stringify([value, original]));
    expect(posted).toHaveLength(1);
    expect(refused).toEqual([expect.objectContaining({ index: 0, error: expect.stringMatching(error) })]);
  });

  it.each([
    ['in the record', `[{"org_uuid":"${ORG}","org_uuid":"${ORG}","fetched_at":"2026-11-22T12:00:00Z"}]`],
    ['in the body', `[{"org_uuid":"${ORG}","fetched_at":"2026-11-22T12:00:00Z","usage":{"a":1,"a":2}}]`],
  ])('a repeated key %s is ambiguous', (_name, text) => {
    expect(only(text).refused[0]?.error).toMatch(/stands twice/);
  });

  it('keys that would reach a prototype are ignored', () => {
    const text = `[{"__proto__":{"polluted":1},"org_uuid":"${ORG}","fetched_at":"2026-11-22T12:00:00Z","constructor":{}}]`;
    expect(only(text).posted).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

function nest(depth: number): object {
  return depth === 0 ? {} : { a: nest(depth - 1) };
}
