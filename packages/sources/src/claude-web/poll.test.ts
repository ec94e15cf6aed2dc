import { describe, expect, it } from 'vitest';
import {
  CHALLENGE,
  errorAnswer,
  type FakeClaude,
  fakeClaude,
  jsonAnswer,
  ORG_A,
  ORG_B,
  ORG_C,
  usageText,
} from '../../test/fake-claude-web.ts';
import { META_MS, type PollInput, type PollMemory, type PollResult, pollSession } from '../index.ts';

const START = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const OVERAGE = '{"is_enabled":true,"monthly_credit_limit":5000,"currency":"USD","used_credits":420}';
const SUBSCRIPTION = '{"status":"active","next_charge_date":"2026-12-01"}';

function twoOrgs(): FakeClaude {
  return fakeClaude('you@example.com', [
    { uuid: ORG_A, name: 'Private', usage: usageText(12, 34), overage: OVERAGE, subscription: SUBSCRIPTION },
    { uuid: ORG_B, name: 'Work', usage: usageText(56, 78) },
  ]);
}

/** A session that polls a fake once a minute, keeping its memory as JSON like a worker that is restarted each time. */
function sessionOf(claude: FakeClaude) {
  let stored = 'null';
  const session = {
    now: START,
    memory: () => JSON.parse(stored) as PollMemory,
    poll: async (options: Partial<PollInput> = {}): Promise<PollResult> => {
      const memory = JSON.parse(stored) as PollMemory | null;
      const before = JSON.stringify(memory);
      const input: PollInput = {
        get: claude.get,
        now: () => session.now,
        memory,
        skip: () => false,
        force: false,
        ...options,
      };
      const result = await pollSession(input);
      expect(JSON.stringify(memory), 'the memory handed in stays as it was').toBe(before);
      stored = JSON.stringify(result.memory);
      expect(JSON.parse(stored)).toEqual(result.memory);
      session.now += MINUTE;
      return result;
    },
  };
  return session;
}

const kinds = (result: PollResult) => result.reports.map((report) => report.problem?.kind ?? null);

describe('what is asked', () => {
  it('asks everything at the start, then exactly one usage request per org and poll', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    const first = await session.poll();
    expect(claude.takeAsked()).toEqual([
      'account',
      'organizations',
      'usage a',
      'overage a',
      'subscription a',
      'usage b',
      'overage b',
      'subscription b',
    ]);
    expect(first.reports[0]).toEqual({
      orgUuid: ORG_A,
      fetchedAt: '2026-11-22T12:00:00.000Z',
      account: { email: 'you@example.com', org_name: 'Private', plan: 'Pro' },
      usage: usageText(12, 34),
      endpoint: `/api/organizations/${ORG_A}/usage`,
      status: 200,
      overage: OVERAGE,
      subscription: SUBSCRIPTION,
      problem: null,
      errors: [],
    });
    for (let minute = 1; minute < META_MS / MINUTE; minute += 1) {
      const { reports, problem, errors } = await session.poll();
      expect(claude.takeAsked()).toEqual(['usage a', 'usage b']);
      expect(reports.map((report) => [report.overage, report.subscription])).toEqual([
        [OVERAGE, SUBSCRIPTION],
        [null, null],
      ]);
      expect([problem, errors]).toEqual([null, []]);
    }
    await session.poll();
    expect(claude.takeAsked()).toHaveLength(8);
    await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'usage b']);
  });

  it('leaves out an org that another session has just delivered, and still names it', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.takeAsked();
    const { reports } = await session.poll({ skip: (org) => org === ORG_A });
    expect(claude.takeAsked()).toEqual(['usage b']);
    expect(reports[0]).toMatchObject({
      orgUuid: ORG_A,
      usage: null,
      overage: null,
      problem: null,
      errors: [],
    });
    expect(reports[1]?.usage).toBe(usageText(56, 78));
  });

  it('asks everything when somebody pressed refresh, but for what another session has just delivered', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.takeAsked();
    await session.poll({ force: true });
    expect(claude.takeAsked()).toHaveLength(8);
    await session.poll({ force: true, skip: (org) => org === ORG_A });
    expect(claude.takeAsked()).toHaveLength(5);
  });

  it('asks the other bodies at once when extra usage begins, is blocked, or ends', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    const extra = (text: string) => `,"extra_usage":${text}`;
    await session.poll();
    const steps: [string, number][] = [
      [extra('{"is_enabled":true,"monthly_limit":5000,"used_credits":1,"currency":"USD"}'), 3],
      [extra('{"is_enabled":true,"monthly_limit":5000,"used_credits":2,"currency":"USD"}'), 1],
      [extra('{"is_enabled":false,"used_credits":2,"disabled_reason":"out_of_credits"}'), 3],
      [extra('{"is_enabled":false,"used_credits":2,"disabled_reason":"out_of_credits"}'), 1],
      ['', 3],
    ];
    for (const [body, requests] of steps) {
      claude.takeAsked();
      for (const org of claude.orgs) org.usage = usageText(1, 2, org.uuid === ORG_A ? body : '');
      await session.poll();
      expect(claude.takeAsked().filter((path) => path.endsWith(' a'))).toHaveLength(requests);
    }
  });

  it('asks again when the clock has gone back behind the last answer', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.takeAsked();
    session.now = START - 24 * 60 * MINUTE;
    await session.poll();
    expect(claude.takeAsked()).toHaveLength(8);
  });

  it('throws away a memory of another shape', async () => {
    const claude = twoOrgs();
    const memory = { version: 0, orgs: 'a former shape' } as unknown as PollMemory;
    const { reports } = await pollSession({
      get: claude.get,
      now: () => START,
      memory,
      skip: () => false,
      force: false,
    });
    expect(reports).toHaveLength(2);
  });

  it('asks nothing more once it is told to stop, and takes nothing from what was broken off', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    const signal = { aborted: false };
    const stopAt = (end: string) => async (path: string) => {
      if (!path.endsWith(end)) return claude.get(path);
      signal.aborted = true;
      return { failed: 'aborted' };
    };
    for (const [end, orgs] of [
      ['/account', 0],
      [`${ORG_A}/usage`, 2],
      [`${ORG_A}/overage_spend_limit`, 2],
    ] as const) {
      claude.takeAsked();
      signal.aborted = false;
      const { reports, problem, errors } = await session.poll({ get: stopAt(end), signal, force: true });
      expect(reports).toHaveLength(orgs);
      expect(reports.every((report) => report.problem === null && report.errors.length === 0)).toBe(true);
      expect([problem, errors]).toEqual([null, []]);
      if (orgs === 0) await session.poll();
    }
    signal.aborted = true;
    claude.takeAsked();
    expect((await session.poll({ signal, force: true })).reports).toHaveLength(2);
    expect(claude.takeAsked()).toEqual([]);
  });
});

describe('which organizations', () => {
  it('hides organizations without chat', async () => {
    const claude = twoOrgs();
    claude.orgs.push({ uuid: ORG_C, name: 'Console', capabilities: ['api'], usage: usageText(1, 1) });
    const { reports } = await sessionOf(claude).poll();
    expect(reports.map((report) => report.orgUuid)).toEqual([ORG_A, ORG_B]);
  });

  it.each([
    ['missing', errorAnswer(404, 'not_found_error'), 0],
    ['not allowed', errorAnswer(403, 'permission_error'), 0],
    ['broken', jsonAnswer(500, 'oops'), 1],
    ['no list', jsonAnswer(200, { organizations: [] }), 1],
    ['without an answer', { failed: 'connection reset' }, 1],
  ])("takes the account's own list where the list of organizations is %s", async (_, fault, sentences) => {
    const claude = twoOrgs();
    claude.organizationsFault = fault;
    const { reports, errors, problem } = await sessionOf(claude).poll();
    expect(reports.map((report) => report.account)).toEqual([
      { email: 'you@example.com', org_name: 'Private', plan: null },
      { email: 'you@example.com', org_name: 'Work', plan: null },
    ]);
    expect([errors.length, problem]).toEqual([sentences, null]);
  });

  it('keeps names and plans that a later, poorer list does not repeat', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.organizationsFault = errorAnswer(404, 'not_found_error');
    const { reports } = await session.poll({ force: true });
    expect(reports[0]?.account?.plan).toBe('Pro');
  });

  it('says so when an account has no organization that can chat', async () => {
    const claude = fakeClaude('you@example.com', []);
    const { reports, problem, errors } = await sessionOf(claude).poll();
    expect([reports, problem]).toEqual([[], null]);
    expect(errors).toEqual([expect.stringContaining('no organization with chat')]);
  });

  it('forgets the former orgs when another person signs in', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.email = 'else@example.com';
    claude.orgs = [{ uuid: ORG_C, name: 'Other', usage: usageText(3, 4) }];
    claude.takeAsked();
    const { reports, memory } = await session.poll();
    expect(claude.takeAsked()).toEqual([
      'usage a',
      'account',
      'organizations',
      'usage c',
      'overage c',
      'subscription c',
    ]);
    expect(reports.map((report) => [report.orgUuid, report.account?.email])).toEqual([
      [ORG_C, 'else@example.com'],
    ]);
    expect(JSON.stringify(memory)).not.toContain(ORG_A);
    expect(JSON.stringify(memory)).not.toContain('you@example.com');
  });
});

describe('another person in the same organization', () => {
  it.each([
    ['you@example.com', ['account', 'organizations', 'usage a']],
    ['else@example.com', ['account', 'organizations', 'usage a', 'overage a', 'subscription a']],
  ])('is asked for anew, the same one is not: %s', async (email, asked) => {
    const claude = twoOrgs();
    claude.orgs.pop();
    const session = sessionOf(claude);
    await session.poll();
    claude.email = null;
    await session.poll();
    claude.email = email;
    claude.takeAsked();
    const { reports } = await session.poll();
    expect(claude.takeAsked()).toEqual(asked);
    expect(reports[0]?.account?.email).toBe(email);
  });
});

describe('when the account cannot be read', () => {
  it.each([
    ['signed_out', errorAnswer(401, 'authentication_error')],
    ['signed_out', { status: 302, headers: { location: '/login?returnTo=%2F' }, text: '' }],
    ['challenged', CHALLENGE],
    ['rate_limited', errorAnswer(429, 'rate_limit_error')],
    ['network', { failed: 'getaddrinfo ENOTFOUND' }],
  ])('reports every known org as %s and asks no further', async (kind, fault) => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.takeAsked();
    claude.accountFault = fault;
    const { reports, problem, errors } = await session.poll({ force: true });
    expect(claude.takeAsked()).toEqual(['account']);
    expect(reports.map((report) => [report.orgUuid, report.problem?.kind, report.usage])).toEqual([
      [ORG_A, kind, null],
      [ORG_B, kind, null],
    ]);
    expect(problem?.kind).toBe(kind);
    expect(errors).toHaveLength(1);
    expect(reports[0]?.errors).toHaveLength(1);
    expect(reports[0]?.account?.email).toBe('you@example.com');
  });

  it('reports the problem alone when no org is known yet', async () => {
    const claude = fakeClaude(null, []);
    const { reports, problem, errors } = await sessionOf(claude).poll();
    expect(reports).toEqual([]);
    expect(problem).toEqual({ kind: 'signed_out', status: 401, retry_at: null });
    expect(errors).toEqual([expect.stringMatching(/signed in.*HTTP 401.*Sign in at https:\/\/claude\.ai/)]);
  });

  it.each([
    ['server', jsonAnswer(500, 'oops')],
    ['schema', jsonAnswer(200, '{}')],
    ['wrong_org', errorAnswer(403, 'permission_error')],
  ])('reports %s as the problem of the session while no org is known', async (kind, fault) => {
    const claude = twoOrgs();
    claude.accountFault = fault;
    const { reports, problem } = await sessionOf(claude).poll();
    expect([reports, problem?.kind]).toEqual([[], kind]);
    expect(claude.takeAsked()).toEqual(['account']);
  });

  it('recovers with the first poll after signing in again', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.email = null;
    expect(kinds(await session.poll())).toEqual(['signed_out', 'signed_out']);
    expect(kinds(await session.poll())).toEqual(['signed_out', 'signed_out']);
    claude.email = 'you@example.com';
    claude.takeAsked();
    const { reports, problem } = await session.poll();
    expect(problem).toBeNull();
    expect(reports.map((report) => report.usage)).toEqual([usageText(12, 34), usageText(56, 78)]);
    expect(claude.takeAsked()).toEqual(['account', 'organizations', 'usage a', 'usage b']);
  });

  it.each([
    ['a server error', jsonAnswer(500, 'oops')],
    ['an unknown body', jsonAnswer(200, '<html>')],
  ])('goes on with the orgs it knows at %s, and waits before it asks the account again', async (_, fault) => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.accountFault = fault;
    const { reports, problem, errors } = await session.poll({ force: true });
    expect(reports.every((report) => report.usage !== null)).toBe(true);
    expect([problem, errors.length]).toEqual([null, 1]);
    claude.takeAsked();
    await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'usage b']);
    await session.poll();
    expect(claude.takeAsked()[0]).toBe('account');
  });

  it('honours the time a rate limit names, repeats it without a request, and gives way to refresh', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.accountFault = errorAnswer(429, 'rate_limit_error', { 'retry-after': '600' });
    await session.poll({ force: true });
    const until = new Date(START + MINUTE + 600_000).toISOString();
    claude.takeAsked();
    for (let minute = 0; minute < 9; minute += 1) {
      const { reports, problem } = await session.poll();
      expect(problem).toEqual({ kind: 'rate_limited', status: 429, retry_at: until });
      expect(reports.map((report) => report.problem)).toEqual([problem, problem]);
    }
    expect(claude.takeAsked()).toEqual([]);
    claude.accountFault = undefined;
    await session.poll({ force: true });
    expect(claude.takeAsked()).toHaveLength(8);
  });
});

describe('when one org cannot be read', () => {
  it.each([
    ['rate_limited', errorAnswer(429, 'rate_limit_error')],
    ['challenged', CHALLENGE],
    ['server', jsonAnswer(503, 'down')],
    ['network', { failed: 'timeout after 30 s' }],
    ['wrong_org', errorAnswer(403, 'permission_error')],
  ])('reports it as %s and goes on with the others', async (kind, fault) => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    const [first] = claude.orgs;
    if (first !== undefined) first.fault = fault;
    const result = await session.poll();
    expect(kinds(result)).toEqual([kind, null]);
    expect(result.reports[0]?.errors).toHaveLength(1);
    expect(result.reports[1]?.usage).toBe(usageText(56, 78));
    expect(result.problem).toBeNull();
  });

  it('waits as long as the ladder, also against Retry-After 0, says until when, and starts over after success', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    const [first] = claude.orgs;
    if (first === undefined) throw new Error('no org');
    first.fault = errorAnswer(429, 'rate_limit_error', { 'retry-after': '0' });
    const triedAt: number[] = [];
    for (let minute = 1; minute <= 9; minute += 1) {
      claude.takeAsked();
      const at = (session.now - START) / MINUTE;
      const { reports } = await session.poll();
      if (claude.takeAsked().includes('usage a')) triedAt.push(at);
      const { problem, errors } = reports[0] ?? {};
      expect([problem?.kind, errors?.length]).toEqual(['rate_limited', 1]);
      expect(Date.parse(problem?.retry_at ?? '')).toBeGreaterThan(session.now - MINUTE);
      expect(reports[1]?.problem).toBeNull();
    }
    expect(triedAt).toEqual([1, 3, 6]);
    first.fault = undefined;
    claude.takeAsked();
    expect(kinds(await session.poll())).toEqual(['rate_limited', null]);
    expect(kinds(await session.poll({ force: true }))).toEqual([null, null]);
    expect(session.memory().byOrg[ORG_A]?.trouble).toBeNull();
  });

  it('takes a 401 of an org for a sign-out when the account says so too', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    claude.takeAsked();
    claude.email = null;
    const result = await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'account']);
    expect(kinds(result)).toEqual(['signed_out', 'signed_out']);
    await session.poll();
    expect(claude.takeAsked()).toEqual(['account']);
  });

  it('keeps what was read before the session ended in the middle of a poll', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    const get = (path: string) => {
      if (path.includes(ORG_B)) claude.email = null;
      return claude.get(path);
    };
    const { reports, problem } = await session.poll({ get });
    expect(reports.map((report) => [report.usage !== null, report.problem?.kind ?? null])).toEqual([
      [true, null],
      [false, 'signed_out'],
    ]);
    expect(problem?.kind).toBe('signed_out');
  });

  it('takes a 401 for a matter of that org when the account answers, and does not ask the account each time', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    await session.poll();
    const [first] = claude.orgs;
    if (first !== undefined) first.fault = errorAnswer(401, 'authentication_error');
    claude.takeAsked();
    const once = await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'account', 'organizations', 'usage b']);
    expect(once.reports.map((report) => report.problem)).toEqual([
      { kind: 'wrong_org', status: 401, retry_at: null },
      null,
    ]);
    const twice = await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'usage b']);
    expect(twice.reports[0]?.problem?.kind).toBe('wrong_org');
    expect(twice.reports[0]?.errors[0]).toContain('though the account answers');
  });

  it('asks the account again when no org answers any more', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    for (const org of claude.orgs) org.fault = errorAnswer(401, 'authentication_error');
    await session.poll();
    claude.email = null;
    claude.takeAsked();
    expect(kinds(await session.poll())).toEqual(['signed_out', 'signed_out']);
    expect(claude.takeAsked()).toEqual(['account']);
  });

  it('passes on a body it does not know, so that it can be looked at', async () => {
    const claude = twoOrgs();
    const session = sessionOf(claude);
    for (const org of claude.orgs) org.usage = '{"windows":[]}';
    const { reports } = await session.poll();
    expect(reports[0]).toMatchObject({ usage: '{"windows":[]}', status: 200, problem: null });
    expect(claude.takeAsked()).toEqual(['account', 'organizations', 'usage a', 'usage b']);
  });
});

describe('overage and subscription', () => {
  const withOverage = (overage: FakeClaude['orgs'][number]['overage']) => {
    const org = { uuid: ORG_A, name: 'Private', usage: usageText(1, 2), subscription: SUBSCRIPTION };
    return fakeClaude('you@example.com', [overage === undefined ? org : { ...org, overage }]);
  };

  it.each([
    ['404', errorAnswer(404, 'not_found_error')],
    ['403', errorAnswer(403, 'permission_error')],
    ['405', jsonAnswer(405, '')],
    ['an empty 403', { status: 403, headers: {}, text: '' }],
  ])('takes %s for "there is none", without a word', async (_, overage) => {
    const claude = withOverage(overage);
    const session = sessionOf(claude);
    const { reports } = await session.poll();
    expect(reports[0]).toMatchObject({
      overage: null,
      subscription: SUBSCRIPTION,
      problem: null,
      errors: [],
    });
    claude.takeAsked();
    await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a']);
  });

  it.each([
    ['a server error', jsonAnswer(500, 'oops'), 'HTTP 500'],
    ['a challenge', CHALLENGE, 'Just a moment'],
    ['a rate limit', errorAnswer(429, 'rate_limit_error'), 'HTTP 429'],
    ['no JSON', jsonAnswer(200, 'not { json'), 'not { json'],
  ])('says %s in a sentence, keeps the last good body and the usage, and waits', async (_, fault, word) => {
    const claude = withOverage(OVERAGE);
    const session = sessionOf(claude);
    await session.poll();
    const [org] = claude.orgs;
    if (org !== undefined) org.overage = fault;
    for (const options of [{ force: true }, {}]) {
      claude.takeAsked();
      const { reports } = await session.poll(options);
      expect(reports[0]).toMatchObject({ usage: usageText(1, 2), overage: OVERAGE, problem: null });
      expect(reports[0]?.errors).toEqual([expect.stringMatching(/^Extra usage: /)]);
      expect(reports[0]?.errors[0]).toContain(word);
    }
    expect(claude.takeAsked()).toEqual(['usage a']);
    if (org !== undefined) org.overage = OVERAGE;
    const { reports } = await session.poll();
    expect(claude.takeAsked()).toEqual(['usage a', 'overage a']);
    expect(reports[0]?.errors).toEqual([]);
  });

  it('passes a JSON null on as it is', async () => {
    const { reports } = await sessionOf(withOverage('null')).poll();
    expect(reports[0]?.overage).toBe('null');
  });
});
