import type { WorldDescription } from '../control/describe-world.ts';
import type { Fault, OrgEndpoint } from '../world/fault.ts';
import type { RequestFilter, RequestRecord } from '../world/request-log.ts';

/** The control endpoint refused a request; the message is its sentence. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** Typed calls to a running simulator's control endpoint. All reject with {@link ControlError} when refused. */
export interface ControlClient {
  state(): Promise<WorldDescription>;
  /** The record of the site's requests, oldest first. */
  requests(filter?: RequestFilter): Promise<RequestRecord[]>;
  clearRequests(): Promise<void>;
  /** These very bytes become the org's usage body until cleared. Text is sent as UTF-8. */
  setUsage(org: string, body: string | Uint8Array): Promise<void>;
  /** Back to the scenario's body. */
  clearUsage(org: string): Promise<void>;
  /** As `setUsage`, for any of the org's endpoints. */
  setBody(org: string, endpoint: OrgEndpoint, body: string | Uint8Array): Promise<void>;
  clearBody(org: string, endpoint: OrgEndpoint): Promise<void>;
  /** What the usage endpoint would serve now. */
  usage(org: string): Promise<Buffer>;
  /** The usage bytes that a reader was last answered with. */
  lastServedUsage(org: string): Promise<Buffer>;
  /** Adds a fault behind those already set; the first that matches a request answers it. */
  setFault(fault: Fault): Promise<void>;
  /** These faults instead of those set before. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Pushes simulated time forward, ms. */
  advance(ms: number): Promise<void>;
  /** Simulated ms per real ms; 0 stands still. */
  setSpeed(speed: number): Promise<void>;
  /** Begins a session without the form; the value of its `Cookie` header. */
  signIn(email: string): Promise<string>;
  /** Ends every session of the account. */
  signOut(email: string): Promise<void>;
  /** Another scenario, from its beginning. */
  play(scenario: string): Promise<void>;
}

/** @param control the address of the ready line, such as `http://127.0.0.1:40001`. */
export function connectControl(control: string): ControlClient {
  const call = async (method: string, path: string, body?: string | Uint8Array): Promise<Buffer> => {
    const response = await fetch(`${control}${path}`, {
      method,
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new ControlError(response.status, sentence(bytes));
    return bytes;
  };
  const ask = async <T>(method: string, path: string, value?: unknown): Promise<T> =>
    JSON.parse(
      (await call(method, path, value === undefined ? undefined : JSON.stringify(value))).toString(),
    );
  const setBody: ControlClient['setBody'] = async (org, endpoint, body) => {
    await call('PUT', orgPath(org, endpoint), body);
  };
  const clearBody: ControlClient['clearBody'] = async (org, endpoint) => {
    await call('DELETE', orgPath(org, endpoint));
  };

  return {
    state: () => ask('GET', '/state'),
    requests: (filter = {}) => ask('GET', `/requests${queryText(filter)}`),
    clearRequests: () => ask('DELETE', '/requests'),
    setUsage: (org, body) => setBody(org, 'usage', body),
    clearUsage: (org) => clearBody(org, 'usage'),
    setBody,
    clearBody,
    usage: (org) => call('GET', orgPath(org, 'usage')),
    lastServedUsage: (org) => call('GET', `${orgPath(org, 'usage')}/last-served`),
    setFault: (fault) => ask('POST', '/faults', fault),
    setFaults: (faults) => ask('PUT', '/faults', faults),
    clearFaults: () => ask('DELETE', '/faults'),
    advance: (ms) => ask('POST', '/clock', { advance_ms: ms }),
    setSpeed: (speed) => ask('POST', '/clock', { speed }),
    signIn: async (email) =>
      (await ask<{ cookie: string }>('POST', `/accounts/${encodeURIComponent(email)}/sign-in`)).cookie,
    signOut: (email) => ask('POST', `/accounts/${encodeURIComponent(email)}/sign-out`),
    play: (scenario) => ask('PUT', '/scenario', { name: scenario }),
  };
}

function orgPath(org: string, endpoint: OrgEndpoint): string {
  return `/orgs/${encodeURIComponent(org)}/${endpoint}`;
}

function queryText(filter: RequestFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}

function sentence(bytes: Buffer): string {
  try {
    return String(JSON.parse(bytes.toString()).error);
  } catch {
    return bytes.toString();
  }
}
