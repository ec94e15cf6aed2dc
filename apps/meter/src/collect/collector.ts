import { deliveredWithin, type Session, type State } from '@claude-meter/core';
import { type PollResult, pollSession } from '@claude-meter/sources';
import type { Ingest } from '../ingest.ts';
import type { Settings } from '../settings.ts';
import type { SessionFinder } from './cookies/find-sessions.ts';
import { withoutClones } from './cookies/prefer-sessions.ts';
import type { CookieSession, SourceFinding } from './cookies/session.ts';
import { KeptMemories, NOTICED_STEP_MS } from './kept-memories.ts';
import { nap } from './nap.ts';
import { networkAddresses } from './network-addresses.ts';
import { isTaken, type PollPlan, planPoll } from './plan-poll.ts';
import {
  type FindingStatus,
  findingStatus,
  foundNoWay,
  type SessionStatus,
  sessionStatus,
} from './session-status.ts';
import type { Fetcher } from './upstream.ts';

export interface CollectorParts {
  settings: Pick<Settings, 'home' | 'pollMs' | 'freshnessMs'>;
  ingest: Ingest;
  finder: SessionFinder;
  fetcher: Fetcher;
  clock: () => number;
  /** Between 0 and 1. */
  random: () => number;
  signal: AbortSignal;
  /** Browsers that may be looked into; null for all, empty for none. @default all */
  browsers?: () => readonly string[] | null;
  /** A text that changes when the machine's network does. @default the addresses of its interfaces */
  addresses?: () => string;
}

/** What `GET /api/sources` says of the own fetch path. */
export interface CollectorStatus {
  /** What it does now and why. */
  plan: PollPlan;
  /** ISO-8601 */
  last_poll_at: string | null;
  sessions: readonly SessionStatus[];
  findings: readonly FindingStatus[];
  /** What went wrong on this machine itself, not at claude.ai; null while nothing did. */
  trouble: string | null;
}

/** Polls are spread by up to this share of the interval, later only, so that many machines do not ask in step. */
const JITTER = 0.05;
/** How often `planPoll` is asked, ms: a machine that wakes up polls once, soon. */
const LONGEST_NAP_MS = 15_000;
const SHORTEST_NAP_MS = 25;

/** One poll of all sessions. */
interface Round {
  force: boolean;
  /** Orgs that an earlier session of the round has read. */
  delivered: ReadonlySet<string>;
}

/** The own fetch path: finds the sessions on this machine and asks claude.ai when no extension does. */
export class Collector {
  readonly #parts: CollectorParts;
  readonly #addresses: () => string;
  readonly #memories: KeptMemories;
  #startedAt: number;
  #clockAt: number;
  #intervalMs: number;
  #findings: readonly SourceFinding[] = [];
  #sessions: readonly SessionStatus[] = [];
  /** Where the last poll found no way to claude.ai, the network it was tried from; null when it did. */
  #noWayFrom: string | null = null;
  #polling: Promise<void> | null = null;
  #refreshing: Promise<void> | null = null;
  #trouble: string | null = null;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#addresses = parts.addresses ?? networkAddresses;
    this.#memories = new KeptMemories(parts.settings.home);
    this.#startedAt = parts.clock();
    this.#clockAt = this.#startedAt;
    this.#intervalMs = parts.settings.pollMs;
  }

  /** Polls whenever it is time, until the signal aborts. */
  async run(): Promise<void> {
    const { clock, settings, signal } = this.#parts;
    this.load();
    while (!signal.aborted) {
      const { why } = await this.tick();
      const due = (this.#memories.polledAt ?? 0) + this.#intervalMs - clock();
      const most = Math.min(LONGEST_NAP_MS, settings.pollMs / 4);
      await nap(Math.max(SHORTEST_NAP_MS, why === 'not_due' ? Math.min(most, due) : most), signal);
    }
  }

  /** Reads what an earlier run knew. */
  load(): void {
    this.#memories.load();
  }

  /** Looks at the clock, polls when it is time, and says what it found. */
  async tick(): Promise<PollPlan> {
    const plan = this.#plan();
    if (plan.poll) await this.#exclusively(false);
    return plan;
  }

  /** "Refresh now": asks every session for everything, whatever covers or delays it. Several at once are one. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#waitAndRefresh();
    return this.#refreshing;
  }

  status(): CollectorStatus {
    const { polledAt } = this.#memories;
    return {
      plan: this.#plan(),
      last_poll_at: polledAt === null ? null : new Date(polledAt).toISOString(),
      sessions: this.#sessions,
      findings: this.#findings.map(findingStatus),
      trouble: this.#trouble,
    };
  }

  async #waitAndRefresh(): Promise<void> {
    do await this.#polling;
    while (this.#polling !== null);
    // From here on a further wish is answered by a further poll: this one may have passed what is wished for.
    this.#refreshing = null;
    await this.#exclusively(true);
  }

  #plan(): PollPlan {
    const { clock, ingest, settings } = this.#parts;
    const now = clock();
    if (this.#memories.noteExtension(ingest.state())) this.#save();
    this.#noteClock(now);
    if (this.#parts.browsers?.()?.length === 0) return { poll: false, why: 'switched_off' };
    return planPoll({
      state: ingest.state(),
      now,
      startedAt: this.#startedAt,
      lastPollAt: this.#memories.polledAt,
      intervalMs: this.#intervalMs,
      freshnessMs: settings.freshnessMs,
      hadExtension: this.#memories.hadExtension || hasExtension(ingest.state()),
      ownOrgs: this.#memories.orgs(),
      reconnected: this.#noWayFrom !== null && ![this.#noWayFrom, ''].includes(this.#addresses()),
    });
  }

  #noteClock(now: number): void {
    const back = this.#clockAt - now;
    this.#clockAt = now;
    if (back <= NOTICED_STEP_MS) return;
    this.#startedAt = Math.min(this.#startedAt, now);
    this.#memories.noteClockWentBack(now, back);
  }

  /** One poll at a time. */
  async #exclusively(force: boolean): Promise<void> {
    while (this.#polling !== null) await this.#polling;
    this.#trouble = null;
    this.#polling = this.#poll(force)
      .catch((error: unknown) => {
        this.#trouble = (error as Error).message;
      })
      .finally(() => {
        this.#polling = null;
      });
    await this.#polling;
  }

  async #poll(force: boolean): Promise<void> {
    const { clock, finder, random, settings, signal, browsers } = this.#parts;
    const startedAt = clock();
    const addresses = this.#addresses();
    this.#intervalMs = settings.pollMs * (1 + random() * JITTER);
    this.#memories.notePoll(startedAt);
    const found = await finder.find({ browsers: browsers?.() ?? null, retryRefusals: force, signal });
    this.#findings = found.findings;
    const statuses: SessionStatus[] = [];
    const delivered = new Set<string>();
    let noWay = false;
    for (const session of newestFirst(withoutClones(found.sessions))) {
      const result = await this.#ask(session, { force, delivered });
      if (signal.aborted) return;
      this.#take(session, result);
      for (const { orgUuid, usage } of result.reports) if (usage !== null) delivered.add(orgUuid);
      statuses.push(sessionStatus(session, result, clock()));
      noWay ||= foundNoWay(result);
    }
    this.#sessions = statuses;
    this.#noWayFrom = noWay ? addresses : null;
    this.#save();
  }

  #ask(session: CookieSession, round: Round): Promise<PollResult> {
    const { clock, fetcher, signal } = this.#parts;
    return pollSession({
      get: (path) => fetcher(path, session.cookies.header()),
      now: clock,
      memory: this.#memories.memoryOf(session.instance),
      skip: (orgUuid) => round.delivered.has(orgUuid) || (!round.force && this.#isRead(orgUuid)),
      force: round.force,
      signal,
    });
  }

  #take(session: CookieSession, { memory, reports }: PollResult): void {
    const { clock, ingest, settings } = this.#parts;
    this.#memories.remember(session.instance, memory, clock());
    const { browser, instance } = session;
    const seenAs: Session = { source: 'cookies', browser, instance, cadenceMs: settings.pollMs };
    if (reports.length > 0) ingest.accept(reports.map((report) => ({ report, session: seenAs })));
  }

  /** An extension reads the org, or it was read here less than a minute ago. */
  #isRead(orgUuid: string): boolean {
    const { clock, ingest, settings } = this.#parts;
    const { pollMs, freshnessMs } = settings;
    const now = clock();
    const state = ingest.state();
    return (
      deliveredWithin(state, orgUuid, { now, windowMs: (pollMs * 5) / 6, source: 'cookies' }) ||
      isTaken({ state, now, intervalMs: this.#intervalMs, freshnessMs }, orgUuid)
    );
  }

  #save(): void {
    try {
      this.#memories.save();
    } catch (error) {
      this.#trouble = `What the own fetch path knows could not be saved: ${(error as Error).message}`;
    }
  }
}

/** Also as read from disk: the last run may have ended before it noted what it saw. */
function hasExtension({ rows }: State): boolean {
  return Object.values(rows).some((row) => row.attempt.value.session.source === 'extension');
}

function newestFirst(sessions: readonly CookieSession[]): CookieSession[] {
  return [...sessions].sort((a, b) => (b.sessionStartedAt ?? 0) - (a.sessionStartedAt ?? 0));
}
