import { CLOCK_SKEW_MS, type State } from '@claude-meter/core';
import type { PollMemory } from '@claude-meter/sources';
import {
  NO_MEMORIES,
  type PollMemories,
  readPollMemories,
  withEarlierBackOffs,
  writePollMemories,
} from './poll-memories.ts';

/** Sessions that were not found for this long are forgotten, ms. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;

/** The memories of one state folder while the meter runs. Does no I/O until `load` or `save`. */
export class KeptMemories {
  readonly #home: string;
  #memories: PollMemories = NO_MEMORIES;

  constructor(home: string) {
    this.#home = home;
  }

  get polledAt(): number | null {
    return this.#memories.polledAt;
  }

  get hadExtension(): boolean {
    return this.#memories.extensionSeenAt !== null;
  }

  /** Every org of the sessions that the last poll found; one that is gone from this machine is nobody's reason to poll. */
  orgs(): string[] {
    const found = Object.values(this.#memories.sessions).filter(
      ({ seenAt }) => seenAt >= (this.polledAt ?? 0),
    );
    return found.flatMap(({ memory }) => memory.orgs.map((org) => org.orgUuid));
  }

  memoryOf(instance: string): PollMemory | null {
    return this.#memories.sessions[instance]?.memory ?? null;
  }

  load(): void {
    this.#memories = readPollMemories(this.#home);
  }

  /** @throws when the state folder cannot be written */
  save(): void {
    writePollMemories(this.#home, this.#memories);
  }

  notePoll(now: number): void {
    this.#memories = { ...this.#memories, polledAt: now };
  }

  /** @returns whether this was the first post of an extension ever: worth saving at once */
  noteExtension({ rows, restoredAt }: State): boolean {
    const posts = Object.values(rows).filter((row) => row.attempt.value.session.source === 'extension');
    const newest = Math.max(0, ...posts.map((row) => row.attempt.receivedAt));
    if (newest === 0 || newest <= (restoredAt ?? 0)) return false;
    const first = !this.hadExtension;
    this.#memories = { ...this.#memories, extensionSeenAt: newest };
    return first;
  }

  /** A clock that went back must not stretch the waits that hold. */
  noteClockWentBack(now: number, byMs: number): void {
    const sessions = Object.entries(this.#memories.sessions).map(([instance, { seenAt, memory }]) => {
      return [instance, { seenAt: Math.min(seenAt, now), memory: withEarlierBackOffs(memory, byMs) }];
    });
    this.#memories = { ...this.#memories, sessions: Object.fromEntries(sessions) };
  }

  remember(instance: string, memory: PollMemory, now: number): void {
    const known = Object.entries(this.#memories.sessions);
    const kept = known.filter(([, { seenAt }]) => now - seenAt < FORGOTTEN_AFTER_MS);
    const sessions = { ...Object.fromEntries(kept), [instance]: { seenAt: now, memory } };
    this.#memories = { ...this.#memories, sessions };
  }
}

/** How far the clock must go back to be noticed: steps of time keeping stay below, ms. */
export const NOTICED_STEP_MS = CLOCK_SKEW_MS;
