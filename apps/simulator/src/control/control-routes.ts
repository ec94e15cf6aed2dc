import { findScenario, SCENARIOS } from '../scenarios/scenario-list.ts';
import { firstChatOrg } from '../site/api.ts';
import { ORG_ENDPOINTS, type OrgEndpoint } from '../world/fault.ts';
import { type RequestFilter, sinceMs } from '../world/request-log.ts';
import type { World } from '../world/world.ts';
import { decodeFault, decodeFaults } from './decode-fault.ts';
import { isRecord, shown, strayKeys } from './decoded.ts';
import { describeWorld } from './describe-world.ts';

/** A control request after its head has been admitted. */
interface ControlRequest {
  world: World;
  /** The segments that the pattern left open. */
  segments: readonly string[];
  query: URLSearchParams;
  body: Buffer;
}

/** A JSON value, or bytes to be passed on as they are. */
export type ControlReply = { status: number; json: unknown } | { status: number; bytes: Buffer };

export interface ControlRoute {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** `*` stands for one segment. */
  path: string;
  handle(request: ControlRequest): ControlReply;
}

export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/state', handle: ({ world }) => done(describeWorld(world)) },
  { method: 'GET', path: '/scenarios', handle: listScenarios },
  { method: 'PUT', path: '/scenario', handle: playScenario },
  { method: 'GET', path: '/requests', handle: listRequests },
  { method: 'DELETE', path: '/requests', handle: clearRequests },
  { method: 'GET', path: '/faults', handle: ({ world }) => done(world.faults.list()) },
  { method: 'POST', path: '/faults', handle: addFault },
  { method: 'PUT', path: '/faults', handle: replaceFaults },
  { method: 'DELETE', path: '/faults', handle: clearFaults },
  { method: 'POST', path: '/clock', handle: turnClock },
  { method: 'POST', path: '/accounts/*/sign-in', handle: signIn },
  { method: 'POST', path: '/accounts/*/sign-out', handle: signOut },
  { method: 'GET', path: '/orgs/*/*', handle: currentBody },
  { method: 'PUT', path: '/orgs/*/*', handle: setBody },
  { method: 'DELETE', path: '/orgs/*/*', handle: clearBody },
  { method: 'GET', path: '/orgs/*/*/last-served', handle: lastServedBody },
];

const done = (json: unknown): ControlReply => ({ status: 200, json });
const refuse = (error: string, status = 400): ControlReply => ({ status, json: { error } });

function listScenarios(): ControlReply {
  return done(SCENARIOS.map(({ name, summary }) => ({ name, summary })));
}

function playScenario({ world, body }: ControlRequest): ControlReply {
  const value = parseJson(body);
  const name = isRecord(value) ? value['name'] : undefined;
  const scenario = typeof name === 'string' ? findScenario(name) : undefined;
  if (!scenario) {
    const names = SCENARIOS.map((known) => shown(known.name)).join(', ');
    return refuse(`There is no scenario ${shown(name)}; send {"name": …} with one of ${names}.`);
  }
  world.play(scenario);
  return done(describeWorld(world));
}

function listRequests({ world, query }: ControlRequest): ControlReply {
  const known = ['path', 'endpoint', 'method', 'org', 'since'] as const;
  const stray = strayKeys(Object.fromEntries(query), known);
  if (stray) return refuse(stray);
  const filter: RequestFilter = Object.fromEntries(query);
  if (filter.since !== undefined && Number.isNaN(sinceMs(filter.since))) {
    return refuse(`since ${shown(filter.since)} is no time; use ISO 8601 or ms since the epoch.`);
  }
  return done(world.requests.list(filter));
}

function clearRequests({ world }: ControlRequest): ControlReply {
  world.requests.clear();
  return done({ ok: true });
}

function addFault({ world, body }: ControlRequest): ControlReply {
  const fault = decodeFault(parseJson(body));
  if (!fault.ok) return refuse(fault.error);
  world.faults.add(fault.value);
  return done(world.faults.list());
}

function replaceFaults({ world, body }: ControlRequest): ControlReply {
  const faults = decodeFaults(parseJson(body));
  if (!faults.ok) return refuse(faults.error);
  world.faults.replace(faults.value);
  return done(world.faults.list());
}

function clearFaults({ world }: ControlRequest): ControlReply {
  world.faults.clear();
  return done({ ok: true });
}

function turnClock({ world, body }: ControlRequest): ControlReply {
  const value = parseJson(body);
  if (!isRecord(value)) return refuse('Send {"advance_ms": …, "speed": …}, either or both.');
  const { advance_ms: advance, speed } = value as { advance_ms?: unknown; speed?: unknown };
  const stray = strayKeys(value, ['advance_ms', 'speed']);
  if (stray) return refuse(stray);
  if (advance !== undefined && !isFrom0(advance)) {
    return refuse(`advance_ms must be a number from 0, not ${shown(advance)}; the clock does not go back.`);
  }
  if (speed !== undefined && !isFrom0(speed)) {
    return refuse(`speed must be a number from 0, not ${shown(speed)}.`);
  }
  if (advance !== undefined) world.clock.advance(advance);
  if (speed !== undefined) world.clock.setSpeed(speed);
  return done(describeWorld(world).clock);
}

function signIn({ world, segments: [email = ''] }: ControlRequest): ControlReply {
  const account = world.account(email);
  if (!account) return noAccount(world, email);
  const session = world.sessions.begin(account.email, world.clock.now());
  const org = firstChatOrg(world, account);
  const cookies = [`sessionKey=${session.key}`, ...(org === null ? [] : [`lastActiveOrg=${org}`])];
  return done({ session: session.id, cookie: cookies.join('; ') });
}

function signOut({ world, segments: [email = ''] }: ControlRequest): ControlReply {
  const account = world.account(email);
  if (!account) return noAccount(world, email);
  return done({ ended: world.sessions.endAllOf(account.email) });
}

function currentBody(request: ControlRequest): ControlReply {
  return withEndpoint(request, (org, endpoint) => {
    const bytes = request.world.body(org, endpoint);
    return bytes ? { status: 200, bytes } : refuse(`Org ${shown(org)} has no ${endpoint}.`, 404);
  });
}

function lastServedBody(request: ControlRequest): ControlReply {
  return withEndpoint(request, (org, endpoint) => {
    const bytes = request.world.lastServed(org, endpoint);
    return bytes
      ? { status: 200, bytes }
      : refuse(`Nobody has fetched ${endpoint} of ${shown(org)} yet.`, 404);
  });
}

function setBody(request: ControlRequest): ControlReply {
  return withEndpoint(request, (org, endpoint) => {
    request.world.setBody(org, endpoint, request.body);
    return done({ ok: true, bytes: request.body.length });
  });
}

function clearBody(request: ControlRequest): ControlReply {
  return withEndpoint(request, (org, endpoint) =>
    done({ ok: true, was_set: request.world.clearBody(org, endpoint) }),
  );
}

function withEndpoint(
  { world, segments: [org = '', name] }: ControlRequest,
  use: (org: string, endpoint: OrgEndpoint) => ControlReply,
): ControlReply {
  const endpoint = ORG_ENDPOINTS.find((known) => known === name);
  if (!endpoint)
    return refuse(`${shown(name)} is unknown; use one of ${ORG_ENDPOINTS.map(shown).join(', ')}.`, 404);
  if (!world.org(org)) {
    const known = world.scenario.orgs.map(({ uuid }) => shown(uuid)).join(', ');
    return refuse(
      `Org ${shown(org)} is not in scenario ${shown(world.scenario.name)}; it has ${known}.`,
      404,
    );
  }
  return use(org, endpoint);
}

function noAccount(world: World, email: string): ControlReply {
  const known = world.scenario.accounts.map((account) => shown(account.email)).join(', ');
  return refuse(`There is no account ${shown(email)} in this scenario; it has ${known}.`, 404);
}

/** `undefined` for what is no JSON; no decoder takes that. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function isFrom0(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
