/** One organization of the simulated person. */
export interface FakeOrg {
  uuid: string;
  name: string;
  /** Served as it stands here. */
  usage: string;
  overage?: string;
}

/**
 * claude.ai in memory: it has a state and answers from it, and it remembers what it was asked.
 */
export class FakeClaude {
  email = 'ada@example.com';
  signedIn = true;
  online = true;
  orgs: FakeOrg[] = [];
  /** Paths in the order in which they were asked. */
  requests: string[] = [];
  #gate: Promise<void> | null = null;

  usageRequests(orgUuid: string): number {
    return this.requests.filter((path) => path === `/api/organizations/${orgUuid}/usage`).length;
  }

  /** Keeps answers back until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  async answer(path: string): Promise<Response> {
    this.requests.push(path);
    if (this.#gate !== null) await this.#gate;
    if (!this.online) throw new TypeError('Failed to fetch');
    if (!this.signedIn) return json('{"type":"error","error":{"type":"authentication_error"}}', 401);
    if (path === '/api/account') return json(this.account());
    if (path === '/api/organizations') return json(JSON.stringify(this.organizations()));
    const [, orgUuid, leaf] = /^\/api\/organizations\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    const org = this.orgs.find((candidate) => candidate.uuid === orgUuid);
    if (org === undefined) return json('{"type":"error","error":{"type":"permission_error"}}', 403);
    if (leaf === 'usage') return json(org.usage);
    if (leaf === 'overage_spend_limit' && org.overage !== undefined) return json(org.overage);
    return json('{"type":"error","error":{"type":"not_found_error"}}', 404);
  }

  private account(): string {
    const memberships = this.organizations().map((organization) => ({ organization, role: 'member' }));
    return JSON.stringify({ email_address: this.email, memberships });
  }

  private organizations() {
    return this.orgs.map(({ uuid, name }) => ({ uuid, name, capabilities: ['chat', 'claude_pro'] }));
  }
}

function json(text: string, status = 200): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json' } });
}
