import {
  type BackOff,
  backOff,
  deliveredWithin,
  isBackingOff,
  type Problem,
  type Report,
  type Session,
} from '@claude-meter/core';
import { decodeOauthAnswer, networkProblem, OAUTH_BETA, OAUTH_USAGE_PATH } from '@claude-meter/sources';
import manifest from '../../../package.json' with { type: 'json' };
import type { Ingest } from '../../ingest.ts';
import type { ClaudeCodeAccount } from '../claude-code/read-account.ts';
import type { Getter } from '../https-get.ts';
import type { FoundLogin } from './find-login.ts';
import { NO_OAUTH_MEMORY, type OauthMemory, readOauthMemory, writeOauthMemory } from './oauth-memory.ts';

/** The interface grants a few requests an hour, and Claude Code needs some of them. */
export const OAUTH_CADENCE_MS = 15 * 60 * 1000;

export interface OauthParts {
  home: string;
  freshnessMs: number;
  ingest: Ingest;
  find: () => Promise<FoundLogin>;
  get: Getter;
  clock: () => number;
  signal: AbortSignal;
}

/** What `GET /api/sources` says of this source. */
export interface OauthStatus {
  /** The login as it was found last; null before the first look. */
  login: FoundLogin['kind'] | null;
  /** ISO-8601 */
  last_request_at: string | null;
  problem: Problem | null;
  /** ISO-8601 end of the wait that holds now; null without one. */
  waiting_until: string | null;
  error: string | null;
}

/** Claude Code's own login: asked rarely, never renewed. Only runs when a person has switched it on. */
export class OauthSource {
  readonly #parts: OauthParts;
  #memory: OauthMemory = NO_OAUTH_MEMORY;
  #login: FoundLogin | null = null;

  constructor(parts: OauthParts) {
    this.#parts = parts;
  }

  /** Reads what an earlier run knew. */
  load(): void {
    this.#memory = readOauthMemory(this.#parts.home);
  }

  /**
   * Asks when it is time. Another login than last time is another matter: asked at once. `force` ("refresh now") asks
   * also while claude.ai is read or a back-off holds, but never twice within the cadence: that would cost Claude Code its
   * own requests.
   */
  async tick(force: boolean): Promise<void> {
    const { clock, find, signal } = this.#parts;
    if (this.#isWaiting(force) && (await this.#isSameLogin())) return;
    const login = await find();
    this.#login = login;
    if (signal.aborted || login.kind !== 'login') return;
    if (login.fingerprint !== this.#memory.fingerprint) {
      this.#memory = { ...NO_OAUTH_MEMORY, fingerprint: login.fingerprint };
    }
    if (this.#isWaiting(force) || (!force && this.#isDelivered(login.account.orgUuid))) return;
    await this.#ask(login, clock());
  }

  status(): OauthStatus {
    const { askedAt, problem, error, backOff: wait } = this.#memory;
    const now = this.#parts.clock();
    const waiting = wait !== null && isBackingOff(wait, now);
    return {
      login: this.#login?.kind ?? null,
      last_request_at: askedAt === null ? null : new Date(askedAt).toISOString(),
      problem,
      waiting_until: waiting ? new Date(wait.until).toISOString() : null,
      error: this.#login === null || this.#login.kind === 'login' ? error : wordsOf(this.#login),
    };
  }

  #isWaiting(force: boolean): boolean {
    const now = this.#parts.clock();
    const { askedAt, backOff: wait } = this.#memory;
    const recent = askedAt !== null && now >= askedAt && now - askedAt < OAUTH_CADENCE_MS;
    return recent || (!force && isBackingOff(wait, now));
  }

  async #isSameLogin(): Promise<boolean> {
    const { platform } = process;
    // Asking the Keychain costs a process, and perhaps a question on the screen: not every few seconds.
    if (platform === 'darwin') return true;
    const login = await this.#parts.find();
    return login.kind === 'login' && login.fingerprint === this.#memory.fingerprint;
  }

  /** claude.ai itself is read here already: it says the same, and more often. */
  #isDelivered(orgUuid: string): boolean {
    const { clock, freshnessMs, ingest } = this.#parts;
    const within = { now: clock(), windowMs: freshnessMs };
    return (['extension', 'cookies'] as const).some((source) =>
      deliveredWithin(ingest.state(), orgUuid, { ...within, source }),
    );
  }

  async #ask(login: Extract<FoundLogin, { kind: 'login' }>, askedAt: number): Promise<void> {
    const { clock, get, signal } = this.#parts;
    const got = await get(OAUTH_USAGE_PATH, {
      Authorization: `Bearer ${login.token.reveal()}`,
      'anthropic-beta': OAUTH_BETA,
      Accept: '*/*',
      'User-Agent': `claude-meter/${manifest.version}`,
    });
    if (signal.aborted) return;
    const now = clock();
    const decoded =
      'failed' in got ? { ok: false as const, ...networkProblem(got.failed) } : decodeOauthAnswer(got, now);
    const status = 'failed' in got ? null : got.status;
    const former = { fingerprint: login.fingerprint, askedAt, version: 1 as const };
    if (decoded.ok) {
      this.#keep({ ...former, backOff: null, problem: null, error: null });
      this.#report(login.account, { usage: decoded.usage, status, problem: null, errors: [] }, now);
      return;
    }
    const wait = this.#nextWait(decoded.problem, now);
    const problem = { ...decoded.problem, retry_at: new Date(wait.until).toISOString() };
    this.#keep({ ...former, backOff: wait, problem, error: decoded.error });
    this.#report(login.account, { usage: null, status, problem, errors: [decoded.error] }, now);
  }

  #nextWait({ retry_at }: Problem, now: number): BackOff {
    return backOff(this.#memory.backOff, retry_at === null ? null : Date.parse(retry_at), now);
  }

  #keep(memory: OauthMemory): void {
    this.#memory = memory;
    writeOauthMemory(this.#parts.home, memory);
  }

  #report(
    account: ClaudeCodeAccount,
    answer: Pick<Report, 'usage' | 'status' | 'problem' | 'errors'>,
    now: number,
  ): void {
    const report: Report = {
      orgUuid: account.orgUuid,
      fetchedAt: new Date(now).toISOString(),
      account: { email: account.email, org_name: null, plan: null },
      endpoint: OAUTH_USAGE_PATH,
      overage: null,
      subscription: null,
      ...answer,
    };
    this.#parts.ingest.accept([{ report, session: SESSION }]);
  }
}

const SESSION: Session = {
  source: 'oauth',
  browser: 'Claude Code login',
  instance: null,
  cadenceMs: OAUTH_CADENCE_MS,
};

/** What stands in the way of asking, and the one thing to do. */
function wordsOf(login: Exclude<FoundLogin, { kind: 'login' }>): string {
  switch (login.kind) {
    case 'none':
      return 'Nobody is logged in to Claude Code here. Log in with "claude /login", or switch sources.oauth off.';
    case 'no_account':
      return 'Claude Code is logged in, but has not noted its organization yet. Open it once.';
    case 'expired':
      return `Claude Code's login ran out at ${new Date(login.at).toISOString()}. Open Claude Code once: it renews it itself.`;
    case 'unreadable':
      return `Claude Code's login could not be read: ${login.reason}.`;
  }
}
