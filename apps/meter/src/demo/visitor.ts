import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Session, SIMULATED_BROWSER } from '@claude-meter/core';
import { type PollMemory, pollSession } from '@claude-meter/sources';
import { bridgeUrl, postReports } from '@claude-meter/wire';
import type { SimulatedSite } from './simulated-site.ts';

export interface VisitorOptions {
  site: SimulatedSite;
  email: string;
  /** Of the meter. */
  port: number;
  /** Pause between two polls, ms. */
  cadenceMs: number;
  signal: AbortSignal;
}

/**
 * Plays the part of a browser with the extension: signs in, then polls and posts, with the very code that the extension
 * uses. Ends with the signal.
 */
export async function visit({ site, email, port, cadenceMs, signal }: VisitorOptions): Promise<void> {
  const cookie = await site.signIn(email);
  if (cookie === null) throw new Error(`The simulated claude.ai does not let ${JSON.stringify(email)} in.`);
  const session: Session = {
    source: 'extension',
    browser: SIMULATED_BROWSER,
    instance: randomUUID(),
    cadenceMs,
  };
  let memory: PollMemory | null = null;
  while (!signal.aborted) {
    const result = await pollSession({
      get: (path) => site.get(path, cookie),
      now: Date.now,
      memory,
      skip: () => false,
      force: false,
      signal,
    });
    memory = result.memory;
    // A post that fails is like one that was never made: the next one is a second away.
    await postReports(session, result.reports, { base: bridgeUrl(port), signal });
    await pause(cadenceMs, undefined, { signal }).catch(() => undefined);
  }
}
