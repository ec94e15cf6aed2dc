import { deliveredWithin, isCovered, type Session } from '@claude-meter/core';
import { type PollResult, pollSession } from '@claude-meter/sources';
import type { Ingest } from '../ingest.ts';
import type { Settings } from '../settings.ts';
import type { SessionFinder } from './cookies/find-sessions.ts';
import { withoutClones } from './cookies/prefer-sessions.ts';
import type { CookieSession, SourceFinding } from './cookies/session.ts';
import { type PollPlan, planPoll } from './plan-poll.ts';
import { NO_MEMORIES, type PollMemories, readPollMemories, writePollMemories } from './poll-memories.ts';
import type { Fetcher } from './upstream.ts';

export interface CollectorParts {
  settings: Settings;
  ingest: Ingest;
  finder: SessionFinder;
  fetcher: Fetcher;
  clock: () => number;
  /** Between 0 and 1. */
  random: () => number;
  signal: AbortSignal;
}

export interface CollectorStatus {
  /** What the own fetch path does now and why. */
  plan: PollPlan;
  lastPollAt: number | null;
  findings: readonly SourceFinding[];
  /** What went wrong on this machine itself, not at claude.ai; null while nothing did. */
  trouble: string | null;
}

/** Sessions that were not found for this long are forgotten, ms. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;
/** Polls are spread by up to this share of the interval, so that many machines do not ask in step. */
const JITTER = 0.05;
/** How often `planPoll` is asked, ms: a machine that wakes up polls once, soon. */
const LONGEST_NAP_MS = 15_000;

/** The own fetch path: finds the sessions on this machine and asks claude.ai when no extension does. */
export class Collector {
  readonly #parts: CollectorParts;
  readonly #startedAt: number;
  #memories: PollMemories = NO_MEMORIES;
  #findings: readonly SourceFinding[] = [];
  #lastPollAt: number | null = null;
  #intervalMs: number;
  #polling: Promise<void> | null = null;
  #trouble: string | null = null;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock();
    this.#intervalMs = parts.settings.pollMs;
  }

  /** Polls whenever `planPoll` says so, until the signal aborts. */
  async run(): Promise<void> {
    const { settings, signal } = this.#parts;
    this.#memories = readPollMemories(settings.home);
    const nap = Math.max(25, Math.min(LONGEST_NAP_MS, settings.pollMs / 4));
    while (!signal.aborted) {
      if (this.#plan().poll) await this.#exclusively(false);
      await sleep(nap, signal);
    }
  }

  /** "Refresh now": asks every session for everything, whatever covers or delays it. */
  refresh(): Promise<void> {
    return this.#exclusively(true);
  }

  status(): CollectorStatus {
    return {
      plan: this.#plan(),
      lastPollAt: this.#lastPollAt,
      findings: this.#findings,
      trouble: this.#trouble,
    };
  }

  #plan(): PollPlan {
    const { clock, ingest, settings } = this.#parts;
    this.#noteExtension();
    const { sessions, extensionSeenAt } = this.#memories;
    return planPoll({
      state: ingest.state(),
      now: clock(),
      startedAt: this.#startedAt,
      lastPollAt: this.#lastPollAt,
      intervalMs: this.#intervalMs,
      freshnessMs: settings.freshnessMs,
      hadExtension: extensionSeenAt !== null,
      ownOrgs: Object.values(sessions).flatMap(({ memory }) => memory.orgs.map((org) => org.orgUuid)),
    });
  }

  #noteExtension(): void {
    const { rows, restoredAt } = this.#parts.ingest.state();
    const posts = Object.values(rows).filter((row) => row.attempt.value.session.source === 'extension');
    const newest = Math.max(0, ...posts.map((row) => row.attempt.receivedAt));
    if (newest === 0 || newest <= (restoredAt ?? 0)) return;
    const first = this.#memories.extensionSeenAt === null;
    this.#memories = { ...this.#memories, extensionSeenAt: newest };
    if (first) this.#save();
  }

  /** One poll at a time; a refresh that meets one under way waits for it and then asks again. */
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
    const { clock, finder, ingest, random, settings, signal } = this.#parts;
    this.#lastPollAt = clock();
    this.#intervalMs = settings.pollMs * (1 + random() * JITTER);
    const found = await finder.find({ retryRefusals: force, signal });
    this.#findings = found.findings;
    for (const session of newestFirst(withoutClones(found.sessions))) {
      const result = await this.#ask(session, force);
      if (signal.aborted) return;
      this.#remember(session.instance, result);
      const seenAs = sessionOf(session, settings.pollMs);
      if (result.reports.length > 0) {
        ingest.accept(result.reports.map((report) => ({ report, session: seenAs })));
      }
    }
    this.#save();
  }

  #ask(session: CookieSession, force: boolean): Promise<PollResult> {
    const { clock, fetcher, signal } = this.#parts;
    return pollSession({
      get: (path) => fetcher(path, session.cookies.header()),
      now: clock,
      memory: this.#memories.sessions[session.instance]?.memory ?? null,
      skip: (orgUuid) => this.#isDelivered(orgUuid),
      force,
      signal,
    });
  }

  /** An extension covers the org, or another session found here has just delivered it. */
  #isDelivered(orgUuid: string): boolean {
    const { clock, ingest, settings } = this.#parts;
    const now = clock();
    return (
      isCovered(ingest.state(), orgUuid, now, settings.freshnessMs) ||
      deliveredWithin(ingest.state(), orgUuid, { now, windowMs: (settings.pollMs * 5) / 6 })
    );
  }

  #remember(instance: string, { memory }: PollResult): void {
    const now = this.#parts.clock();
    const known = Object.entries(this.#memories.sessions);
    const kept = known.filter(([, one]) => now - one.seenAt < FORGOTTEN_AFTER_MS);
    const sessions = { ...Object.fromEntries(kept), [instance]: { seenAt: now, memory } };
    this.#memories = { ...this.#memories, sessions };
  }

  #save(): void {
    try {
      writePollMemories(this.#parts.settings.home, this.#memories);
    } catch (error) {
      this.#trouble = `What the own fetch path knows could not be saved: ${(error as Error).message}`;
    }
  }
}

function sessionOf(session: CookieSession, cadenceMs: number): Session {
  return { source: 'cookies', browser: session.browser, instance: session.instance, cadenceMs };
}

function newestFirst(sessions: readonly CookieSession[]): CookieSession[] {
  return [...sessions].sort((a, b) => (b.sessionStartedAt ?? 0) - (a.sessionStartedAt ?? 0));
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
