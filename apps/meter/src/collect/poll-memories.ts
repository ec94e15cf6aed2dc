import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PollMemory } from '@claude-meter/sources';

/** What the own fetch path keeps over restarts: back-offs and accounts, no cookies, no keys. */
export interface PollMemories {
  version: 1;
  /** Last post of an extension, ms; null when there never was one. */
  extensionSeenAt: number | null;
  /** Start of the last poll, ms: a restart is no reason to ask again within the minute. */
  polledAt: number | null;
  /** By `CookieSession.instance`. */
  sessions: Record<string, { seenAt: number; memory: PollMemory }>;
}

const NAME = 'sessions.json';

export const NO_MEMORIES: PollMemories = { version: 1, extensionSeenAt: null, polledAt: null, sessions: {} };

/** Reads the memories; a missing or unreadable file means that everything is asked anew. */
export function readPollMemories(home: string): PollMemories {
  try {
    const memories = JSON.parse(readFileSync(join(home, NAME), 'utf8')) as PollMemories;
    const known =
      memories.version === 1 && typeof memories.sessions === 'object' && memories.sessions !== null;
    return known ? { ...NO_MEMORIES, ...memories } : NO_MEMORIES;
  } catch {
    return NO_MEMORIES;
  }
}

/** Writes the memories so that a kill at any moment leaves the old or the new ones. */
export function writePollMemories(home: string, memories: PollMemories): void {
  const path = join(home, NAME);
  writeFileSync(`${path}.new`, JSON.stringify(memories), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Back-offs after the clock went back by `byMs`: each holds as much longer as it would have, no longer. */
export function withEarlierBackOffs(memory: PollMemory, byMs: number): PollMemory {
  return JSON.parse(JSON.stringify(memory), (key, value: unknown) =>
    key === 'until' && typeof value === 'number' ? value - byMs : value,
  ) as PollMemory;
}
