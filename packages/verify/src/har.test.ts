import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHar } from './har.ts';
import type { RefusalCause } from './refusal.ts';
import type { TruthProblem } from './truth.ts';

const ORG = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const BODY = '{"five_hour":{"utilization":42.0,"resets_at":null}}';
const CANARY = 'sk-ant-sid01-canary';

interface Made {
  org?: string;
  url?: string;
  method?: string;
  at?: string;
  time?: number;
  status?: number;
  cookie?: string | null;
  referer?: string | null;
  answer?: Record<string, string>;
  content?: Record<string, unknown> | null;
}

function entry(made: Made = {}) {
  const { org = ORG, cookie = `sessionKey=${CANARY}; lastActiveOrg=${org}` } = made;
  const { referer = 'https://claude.ai/settings/usage' } = made;
  const header = (name: string, value: string | null) => (value === null ? [] : [{ name, value }]);
  return {
    startedDateTime: made.at ?? '2026-11-22T10:00:00.000Z',
    time: made.time ?? 250,
    request: {
      method: made.method ?? 'GET',
      url: made.url ?? `https://claude.ai/api/organizations/${org}/usage`,
      headers: [...header('Cookie', cookie), ...header('Referer', referer)],
    },
    response: {
      status: made.status ?? 200,
      headers: Object.entries(made.answer ?? {}).map(([name, value]) => ({ name, value })),
      content: made.content === undefined ? { size: BODY.length, text: BODY } : made.content,
    },
  };
}

const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } });

function truthIn(text: string, org: string | null = null) {
  const read = readHar(text, org);
  if (!read.ok) throw new Error(read.problem.kind);
  return read.truth;
}

function problemIn(text: string, org: string | null = null): TruthProblem {
  const read = readHar(text, org);
  if (read.ok) throw new Error('a truth was found');
  return read.problem;
}

describe('finding step 1 in an export of DevTools', () => {
  it.each([
    ['sanitised', 'it holds no cookies'],
    ['sensitive', 'holds cookies: delete it'],
  ])('reads what Chromium 156 itself exports (%s)', (kind, words) => {
    const text = readFileSync(new URL(`fixtures/devtools-${kind}.har`, import.meta.url), 'utf8');
    const truth = truthIn(text);
    expect(truth).toMatchObject({
      orgUuid: '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501',
      at: Date.parse('2026-11-22T07:00:25.020Z'),
    });
    expect(new TextEncoder().encode(truth.body)).toHaveLength(1910);
    expect(truth.body).toMatch(/^{"five_hour":{"utilization":37\.0,/);
    expect(truth.notes).toEqual([expect.stringContaining(words)]);
    expect(JSON.stringify(truth)).not.toContain('canary');
  });

  it('gives body, org and the moment when the answer was complete', () => {
    expect(truthIn(har(entry({ url: 'https://claude.ai/chat' }), entry()))).toMatchObject({
      from: 'har',
      orgUuid: ORG,
      body: BODY,
      at: Date.parse('2026-11-22T10:00:00.250Z'),
    });
  });

  it.each<[what: string, entries: Made[], expectedTime: string]>([
    ['the newest of several', [{ at: '2026-11-22T10:05:00Z', time: 0 }, {}], '2026-11-22T10:05:00.000Z'],
    [
      'the newest that has a body, when a newer one failed',
      [{}, { at: '2026-11-22T10:05:00Z', status: 500, content: null }],
      '2026-11-22T10:00:00.250Z',
    ],
  ])('takes %s', (_what, entries, expectedTime) => {
    const truth = truthIn(har(...entries.map(entry)));
    expect(new Date(truth.at ?? 0).toISOString()).toBe(expectedTime);
    expect(truth.notes.join(' ')).toContain('1 more request(s)');
  });

  it('takes the org that was asked for, among several', () => {
    expect(truthIn(har(entry(), entry({ org: OTHER })), OTHER).orgUuid).toBe(OTHER);
  });

  it('reads a body in base64 to the byte', () => {
    const body = '{"five_hour":{"utilization":42.0,"note":"é…"}}';
    const text = Buffer.from(body).toString('base64');
    expect(truthIn(har(entry({ content: { encoding: 'base64', text } }))).body).toBe(body);
  });

  it('accepts a stand-in on this machine, and says so', () => {
    const url = `https://127.0.0.1:4433/api/organizations/${ORG}/usage?x=1`;
    expect(truthIn(har(entry({ url }))).notes.join(' ')).toContain('127.0.0.1:4433, a stand-in');
  });

  it.each([
    ['sanitised: it holds no cookies', null],
    ['holds cookies: delete it', `sessionKey=${CANARY}`],
  ])('says whether the export %s', (words, cookie) => {
    expect(truthIn(har(entry({ cookie }))).notes.join(' ')).toContain(words);
  });

  it('says when the export holds another length than the browser counted', () => {
    const truth = truthIn(har(entry({ content: { size: 99, text: BODY } })));
    expect(truth.notes.join(' ')).toContain(`99 bytes, but holds ${BODY.length}`);
  });

  it('knows the account when the page asked for it too', () => {
    const account = entry({
      url: 'https://claude.ai/api/account',
      content: { text: '{"email_address":"ada@example.com","memberships":[]}' },
    });
    expect(truthIn(har(account, entry())).accountEmail).toBe('ada@example.com');
    expect(truthIn(har(entry())).accountEmail).toBeNull();
  });

  it.each<[what: string, text: string, problem: Partial<TruthProblem>, org?: string]>([
    ['an export that ends in a string', har(entry()).slice(0, 300), { kind: 'har_truncated' }],
    ['an export that lacks its last bracket', har(entry()).slice(0, -1), { kind: 'har_truncated' }],
    ['text', 'not an export', { kind: 'har_foreign' }],
    ['nothing', '', { kind: 'har_foreign' }],
    ['a bare body', BODY, { kind: 'har_foreign' }],
    ['two orgs', har(entry(), entry({ org: OTHER })), { kind: 'har_several_orgs', orgs: [ORG, OTHER] }],
    ['the wrong org', har(entry()), { kind: 'har_other_org', asked: OTHER, orgs: [ORG] }, OTHER],
    ['no content', har(entry({ content: null })), { kind: 'har_no_body', sanitised: false }],
    [
      'a sanitised export without content',
      har(entry({ content: { size: 40 }, cookie: null })),
      { kind: 'har_no_body', sanitised: true },
    ],
    ['broken base64', har(entry({ content: { encoding: 'base64', text: '%' } })), { kind: 'har_no_body' }],
    ['not modified', har(entry({ status: 304, content: null })), { kind: 'har_no_body' }],
    ['only a preflight', har(entry({ method: 'OPTIONS' })), { kind: 'har_no_request' }],
    [
      'the same path on another host',
      har(entry({ url: `https://claude.ai.evil.example/api/organizations/${ORG}/usage` })),
      { kind: 'har_no_request' },
    ],
    ['an empty list', har(), { kind: 'har_no_request', seen: [] }],
  ])('tells %s', (_what, text, problem, org) => {
    expect(problemIn(text, org ?? null)).toMatchObject(problem);
  });

  it('lists what is there instead, without queries and ids', () => {
    const seen = [
      entry({ url: `https://claude.ai/api/organizations/${ORG}/members?token=${CANARY}` }),
      entry({ url: 'https://a-cdn.example/x.js' }),
      entry({ url: 'https://a-cdn.example/y.js' }),
    ];
    expect(problemIn(har(...seen))).toEqual({
      kind: 'har_no_request',
      seen: ['a-cdn.example (2)', 'GET /api/organizations/…/members (1)'],
    });
  });

  const FORBIDDEN = '{"type":"error","error":{"type":"permission_error","message":"no"}}';
  it.each<[what: string, made: Made, cause: RefusalCause]>([
    ['no login', { status: 401, content: { text: '{}' } }, 'signed_out'],
    ['no cookie at all', { status: 403, cookie: null, content: { text: FORBIDDEN } }, 'missing_cookie'],
    ['no session cookie', { status: 403, cookie: 'a=1', content: { text: FORBIDDEN } }, 'missing_cookie'],
    ['no Referer', { status: 403, referer: null, content: { text: FORBIDDEN } }, 'missing_referer'],
    [
      'a foreign Referer',
      { status: 403, referer: 'https://claude.ai.evil.example/', content: { text: FORBIDDEN } },
      'missing_referer',
    ],
    [
      'a Referer of another page',
      { status: 403, referer: 'https://claude.ai/new', content: { text: '{}' } },
      'missing_referer',
    ],
    ['the org of another login', { status: 403, content: { text: FORBIDDEN } }, 'wrong_org'],
    ['no reason', { status: 403, content: { text: '{}' } }, 'forbidden'],
    ['a mitigation', { status: 403, referer: null, answer: { 'CF-Mitigated': 'challenge' } }, 'challenged'],
    ['a page of the edge', { status: 403, cookie: null, content: { text: '<!doctype html>' } }, 'challenged'],
    ['too many requests', { status: 429, content: { text: '{}' } }, 'rate_limited'],
    ['a login page', { status: 302, answer: { Location: '/login' }, content: null }, 'signed_out'],
    ['a broken server', { status: 502, content: null }, 'server'],
    ['a request that was given up', { status: 0, content: null }, 'no_answer'],
    ['a connection that was cut', { status: -1, content: null }, 'no_answer'],
  ])('tells a refusal for %s', (_what, made, cause) => {
    const cookieElsewhere = entry({ url: 'https://claude.ai/api/account', content: null });
    expect(problemIn(har(cookieElsewhere, entry(made)))).toMatchObject({ kind: 'refused', cause });
  });

  it('does not put a 403 down to a Cookie that the export was cleaned of', () => {
    const made = entry({ status: 403, cookie: null, content: { text: FORBIDDEN } });
    expect(problemIn(har(made))).toMatchObject({ cause: 'wrong_org' });
  });

  it('keeps cookies to itself, whatever it finds', () => {
    const texts = [
      har(entry()),
      har(entry({ status: 403 })),
      har(entry({ url: `https://claude.ai/api/x?key=${CANARY}` })),
      har(entry()).slice(0, 400),
      CANARY,
    ];
    for (const text of texts) expect(JSON.stringify(readHar(text, null))).not.toContain('canary');
  });

  it('never throws, whatever the file holds', () => {
    const anyEntry = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.dictionary(KEYS, tie('value')),
        fc.array(tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(fc.array(anyEntry), fc.nat(), (entries, cut) => {
        const whole = har(entry(), ...entries);
        readHar(whole, null);
        readHar(whole.slice(0, cut % whole.length), null);
        readHar(JSON.stringify(entries), null);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readHar(text, ORG)));
  });
});

const KEYS = fc.constantFrom(
  'request',
  'response',
  'content',
  'headers',
  'cookies',
  'url',
  'text',
  'status',
  'name',
);
