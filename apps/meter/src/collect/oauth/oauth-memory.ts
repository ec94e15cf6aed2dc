import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackOff, Problem } from '@claude-meter/core';

/** What the OAuth source keeps over restarts; no token. */
export interface OauthMemory {
  version: 1;
  /** Of the token that was asked with last; another one begins anew. */
  fingerprint: string | null;
  /** Last request, ms. */
  askedAt: number | null;
  backOff: BackOff | null;
  problem: Problem | null;
  error: string | null;
}

const NAME = 'oauth.json';

export const NO_OAUTH_MEMORY: OauthMemory = {
  version: 1,
  fingerprint: null,
  askedAt: null,
  backOff: null,
  problem: null,
  error: null,
};

/** A missing or unreadable file means that nothing is known. */
export function readOauthMemory(home: string): OauthMemory {
  try {
    const memory = JSON.parse(readFileSync(join(home, NAME), 'utf8')) as OauthMemory;
    return memory?.version === 1 ? { ...NO_OAUTH_MEMORY, ...memory } : NO_OAUTH_MEMORY;
  } catch {
    return NO_OAUTH_MEMORY;
  }
}

/** Old or new, whenever the meter is killed. @throws when the state folder cannot be written */
export function writeOauthMemory(home: string, memory: OauthMemory): void {
  const path = join(home, NAME);
  writeFileSync(`${path}.new`, JSON.stringify(memory), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
