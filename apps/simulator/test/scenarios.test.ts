import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';
import { ask } from './reader.ts';

const MINUTE = 60_000;
const REFERER = { referer: 'https://claude.ai/settings/usage' };
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

/** A reader who signed in at the scenario's beginning. */
async function reader(scenario: string, email = 'ada@example.com') {
  await simulator.play(scenario);
  const cookie = await simulator.signIn(email);
  const orgs = (await simulator.state()).orgs.map(({ uuid }) => uuid);
  const get = (path: string, headers: Record<string, string> = REFERER) =>
    ask(simulator, path, { headers: { cookie, ...headers } });
  const usage = (at = 0, headers?: Record<string, string>) =>
    get(`/api/organizations/${orgs[at]}/usage`, headers);
  const statuses = async (...minutes: number[]) => {
    const seen: number[] = [];
    let now = 0;
    for (const minute of minutes) {
      await simulator.advance((minute - now) * MINUTE);
      now = minute;
      seen.push((await usage()).status);
    }
    return seen;
  };
  return { get, usage, statuses, orgs };
}

describe('scripted failures', () => {
  it.each([
    ['sign-out-midway', [0, 4, 6], [200, 200, 401]],
    ['forbidden-challenge', [0, 4], [200, 403]],
    ['rate-limited', [0, 4, 22, 24], [200, 429, 429, 200]],
    ['rate-limited-zero', [0, 4, 24], [200, 429, 200]],
    ['server-errors', [0, 4, 6, 8, 10, 12], [200, 500, 502, 503, 529, 200]],
    ['empty-bodies', [0, 4], [200, 200]],
  ])('%s answers at minutes %j with %j', async (scenario, minutes, expected) => {
    expect(await (await reader(scenario)).statuses(...minutes)).toEqual(expected);
  });

  it('sign-out-midway lets who signs in again go on', async () => {
    const { statuses } = await reader('sign-out-midway');
    expect(await statuses(6)).toEqual([401]);
    const cookie = await simulator.signIn('ada@example.com');
    expect((await ask(simulator, '/api/account', { headers: { cookie } })).status).toBe(200);
  });

  it('forbidden-referer lets only the settings page through', async () => {
    const { usage } = await reader('forbidden-referer');
    expect([(await usage()).status, (await usage(0, {})).status]).toEqual([200, 403]);
  });

  it('forbidden-wrong-org lists a team that it then refuses', async () => {
    const { get, usage } = await reader('forbidden-wrong-org');
    expect(JSON.parse((await get('/api/organizations')).body.toString())).toHaveLength(2);
    const refused = await usage(1);
    expect([(await usage(0)).status, refused.status]).toEqual([200, 403]);
    expect(refused.body.toString()).toContain('Invalid authorization for organization');
  });

  it.each([
    ['rate-limited', '120'],
    ['rate-limited-zero', '0'],
    ['rate-limited-bare', undefined],
    ['rate-limited-date', expect.stringMatching(/GMT$/)],
  ])('%s advises %s', async (scenario, advice) => {
    const { usage } = await reader(scenario);
    await simulator.advance(4 * MINUTE);
    expect((await usage()).headers['retry-after']).toEqual(advice);
  });

  it('schema-change leaves no key by which a limit or money is known', async () => {
    const { usage } = await reader('schema-change');
    await simulator.advance(4 * MINUTE);
    const body = JSON.parse((await usage()).body.toString());
    expect(body).toHaveProperty('session_window.share_used');
    for (const known of ['five_hour', 'seven_day', 'limits', 'extra_usage', 'spend', 'nimbus_quill']) {
      expect(body).not.toHaveProperty(known);
    }
  });

  it('empty-bodies are 200 and say nothing', async () => {
    const { usage } = await reader('empty-bodies');
    const bodies: string[] = [];
    for (const step of [4, 3, 3, 3]) {
      await simulator.advance(step * MINUTE);
      bodies.push((await usage()).body.toString());
    }
    expect(bodies).toEqual([
      '{}',
      '{"error":{"type":"rate_limit_error","message":"Rate limited"}}',
      'null',
      '[]',
    ]);
  });
});

describe('people and orgs', () => {
  it('several-orgs: one e-mail, three orgs, of which one cannot chat', async () => {
    const { get, usage } = await reader('several-orgs', 'grace@example.com');
    const account = JSON.parse((await get('/api/account')).body.toString());
    expect(account).toMatchObject({ email_address: 'grace@example.com' });
    const tiers = account.memberships.map(
      (membership: { seat_tier: string | null; organization: { capabilities: string[] } }) => [
        membership.seat_tier,
        membership.organization.capabilities.includes('chat'),
      ],
    );
    expect(tiers).toEqual([
      [null, true],
      ['team_tier_1', true],
      [null, false],
    ]);
    expect([(await usage(0)).status, (await usage(1)).status, (await usage(2)).status]).toEqual([
      200, 200, 403,
    ]);
  });

  it('overage_spend_limit is there for the org with metered billing and 404 for the other', async () => {
    const { get, orgs } = await reader('several-orgs', 'grace@example.com');
    const at = (org: number, endpoint: string) => get(`/api/organizations/${orgs[org]}/${endpoint}`);
    expect((await at(0, 'overage_spend_limit')).status).toBe(404);
    const overage = await at(1, 'overage_spend_limit');
    expect(JSON.parse(overage.body.toString())).toMatchObject({
      organization_uuid: orgs[1],
      monthly_credit_limit: 20_000,
      used_credits: 7300,
      currency: 'EUR',
    });
    expect(overage.body.toString()).toContain('"used_credits":7300.0');
    expect(JSON.parse((await at(1, 'subscription_details')).body.toString())).toMatchObject({
      status: 'active',
      billing_interval: 'annual',
      payment_method: { brand: 'mastercard', country: 'DE', last4: '4444', type: 'card' },
    });
  });

  it("another account's org is refused with a permission error", async () => {
    const { usage } = await reader('two-accounts');
    expect([(await usage(0)).status, (await usage(1)).status]).toEqual([200, 403]);
  });

  it('bootstrap names the active org', async () => {
    const { get, orgs } = await reader('several-orgs', 'grace@example.com');
    const { account } = JSON.parse((await get('/api/bootstrap')).body.toString());
    expect(account).toMatchObject({ email_address: 'grace@example.com', lastActiveOrgId: orgs[0] });
  });

  it('the org switcher of the page changes the cookie, and only to an org of the account', async () => {
    const { orgs } = await reader('several-orgs', 'grace@example.com');
    const cookie = await simulator.signIn('grace@example.com');
    const to = async (org: string) => {
      const answer = await ask(simulator, '/settings/organization', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: `org=${org}`,
      });
      return answer.headers['set-cookie']?.toString() ?? null;
    };
    expect(await to(orgs[1] ?? '')).toMatch(`lastActiveOrg=${orgs[1]};`);
    expect(await to('00000000-0000-4000-8000-000000000000')).toBeNull();
  });
});

describe('--strict', () => {
  it('refuses every org endpoint without the Referer of the settings page, and nothing else', async () => {
    const strict = await startSimulator({ strict: true });
    try {
      const cookie = await strict.signIn('ada@example.com');
      const [org] = (await strict.state()).orgs;
      const path = `/api/organizations/${org?.uuid}/usage`;
      const statuses = [
        await ask(strict, path, { headers: { cookie } }),
        await ask(strict, path, { headers: { cookie, ...REFERER } }),
        await ask(strict, '/api/account', { headers: { cookie } }),
      ];
      expect(statuses.map(({ status }) => status)).toEqual([403, 200, 200]);
      expect(statuses[0]?.body.toString()).toContain('Referer');
    } finally {
      await strict.stop();
    }
  });
});
