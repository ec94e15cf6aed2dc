import { emptyState, FRESHNESS_MS, merge, type Report, type Session, snapshotsOf } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import { parsePost, printSnapshots } from '@claude-meter/wire';

/**
 * A meter in memory, made of the same parts as the real one: it takes posts, merges them and prints what it knows.
 */
export class FakeBridge {
  running = true;
  state = emptyState();
  /** How many posts arrived. */
  posts = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async answer(path: string, init: RequestInit): Promise<Response> {
    if (!this.running) throw new TypeError('Failed to fetch');
    if (path !== '/snapshots') return new Response('{"error":"not found"}', { status: 404 });
    if (init.method !== 'POST') return new Response(this.print());
    return this.#take(String(init.body));
  }

  /** What `GET /snapshots` answers. */
  print(): string {
    return printSnapshots(snapshotsOf(this.state, this.#now(), FRESHNESS_MS));
  }

  /** Another session delivers. */
  deliver(session: Session, report: Partial<Report> & { orgUuid: string }): void {
    const full: Report = {
      fetchedAt: new Date(this.#now()).toISOString(),
      account: { email: 'ada@example.com', org_name: null, plan: null },
      usage: null,
      endpoint: null,
      status: 200,
      overage: null,
      subscription: null,
      problem: null,
      errors: [],
      ...report,
    };
    this.#keep(full, session);
  }

  #take(body: string): Response {
    this.posts += 1;
    const post = parsePost(body, this.#now());
    if (!post.ok) return new Response(JSON.stringify(post), { status: 400 });
    for (const { report, session } of post.posted) this.#keep(report, session);
    const answer = { ok: true, accepted: post.posted.length, refused: post.refused };
    return new Response(JSON.stringify(answer));
  }

  #keep(report: Report, session: Session): void {
    const given = { session, receivedAt: this.#now(), sha256: null, orgOnPercent: true };
    this.state = merge(this.state, [observe(report, given)]);
  }
}
