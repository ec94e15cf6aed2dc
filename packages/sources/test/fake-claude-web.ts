import type { Answer, Got } from '../src/index.ts';

/** An organization of the fake, with what its endpoints say. */
export interface FakeOrg {
  uuid: string;
  name: string;
  capabilities?: string[];
  usage: string;
  overage?: string | Answer;
  subscription?: string | Answer;
  /** Served in place of the usage body. */
  fault?: Got | undefined;
}

/** A claude.ai in memory: who is signed in, which orgs there are, and every path it was asked for. */
export interface FakeClaude {
  email: string | null;
  orgs: FakeOrg[];
  accountFault?: Got | undefined;
  organizationsFault?: Got | undefined;
  asked: string[];
  get: (path: string) => Promise<Got>;
  /** The paths asked since the last call, shortened to `account`, `organizations`, `usage a`, … */
  takeAsked: () => string[];
}

export const ORG_A = 'aaaaaaaa-0000-4000-8000-000000000001';
export const ORG_B = 'bbbbbbbb-0000-4000-8000-000000000002';
export const ORG_C = 'cccccccc-0000-4000-8000-000000000003';

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    text: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

export function errorAnswer(status: number, type: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { type: 'error', error: { type, message: `a ${type}` } }, headers);
}

export const CHALLENGE: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8', 'cf-mitigated': 'challenge' },
  text: '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>',
};

const SIGNED_OUT = errorAnswer(401, 'authentication_error');
const NOT_FOUND = errorAnswer(404, 'not_found_error');
const FOREIGN_ORG = errorAnswer(403, 'permission_error');

export function usageText(fiveHour: number, sevenDay: number, extra = ''): string {
  return `{"five_hour":{"utilization":${fiveHour},"resets_at":"2026-11-22T18:00:00.123456+00:00"},"seven_day":{"utilization":${sevenDay},"resets_at":"2026-11-27T09:00:00.123456+00:00"},"limits":[]${extra}}`;
}

export function fakeClaude(email: string | null, orgs: FakeOrg[]): FakeClaude {
  const fake: FakeClaude = {
    email,
    orgs,
    asked: [],
    get: (path) => {
      fake.asked.push(path);
      return Promise.resolve(answer(fake, path));
    },
    takeAsked: () => fake.asked.splice(0).map(shorten),
  };
  return fake;
}

function shorten(path: string): string {
  const [, , first, uuid, endpoint] = path.split('/');
  return endpoint === undefined ? (first ?? '') : `${endpoint.replace(/_.*/, '')} ${uuid?.[0]}`;
}

function answer(fake: FakeClaude, path: string): Got {
  if (path === '/api/account') return fake.accountFault ?? account(fake);
  if (fake.email === null) return SIGNED_OUT;
  if (path === '/api/organizations') {
    const list = fake.orgs.map(({ uuid, name, capabilities = ['chat', 'claude_pro'] }) => {
      return { uuid, name, capabilities, rate_limit_tier: 'default_claude_ai' };
    });
    return fake.organizationsFault ?? jsonAnswer(200, list);
  }
  const [, , , uuid, endpoint] = path.split('/');
  const org = fake.orgs.find((candidate) => candidate.uuid === uuid);
  if (org === undefined) return FOREIGN_ORG;
  if (endpoint === 'usage') return org.fault ?? jsonAnswer(200, org.usage);
  const body = endpoint === 'overage_spend_limit' ? org.overage : org.subscription;
  return typeof body === 'string' ? jsonAnswer(200, body) : (body ?? NOT_FOUND);
}

function account(fake: FakeClaude): Answer {
  if (fake.email === null) return SIGNED_OUT;
  const memberships = fake.orgs.map(({ uuid, name }) => ({ role: 'admin', organization: { uuid, name } }));
  return jsonAnswer(200, { email_address: fake.email, memberships });
}
