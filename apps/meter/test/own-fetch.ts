import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { emptyState, type State } from '@claude-meter/core';
import { onTestFinished } from 'vitest';
import type { Simulator } from '../../simulator/src/index.ts';
import { Collector, type CollectorParts } from '../src/collect/collector.ts';
import { CookieJar } from '../src/collect/cookies/cookie-jar.ts';
import type { CookieSession } from '../src/collect/cookies/session.ts';
import { createFetcher } from '../src/collect/upstream.ts';
import { prepareHome } from '../src/home-folder.ts';
import { createIngest } from '../src/ingest.ts';
import { createPublisher } from '../src/published.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { temporaryFolder } from './meter.ts';

/** Lets this process trust the simulator; undone after the test. */
export function trust(simulator: Simulator): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, readFileSync(simulator.caFile, 'utf8')]);
}

/** A session as the finder would give it, signed in at the simulator. */
export async function signedIn(
  simulator: Simulator,
  email: string,
  over: Partial<CookieSession> = {},
): Promise<CookieSession> {
  const cookies = (await simulator.signIn(email)).split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('=') };
  });
  return {
    browser: 'Chromium',
    profile: 'Default',
    container: null,
    instance: 'cookies-1',
    cookies: new CookieJar(cookies),
    lastActiveOrg: null,
    sessionStartedAt: 1,
    ...over,
  };
}

export interface OwnFetchOptions extends Partial<Omit<CollectorParts, 'settings' | 'clock'>> {
  simulator: Simulator;
  /** Moved by the test. */
  clock: { now: number };
  sessions: readonly CookieSession[];
  home?: string;
  freshnessMs?: number;
  initial?: State;
}

/** The own fetch path over real TLS, with the sessions given instead of looked for. Ended after the test. */
export function startOwnFetch(options: OwnFetchOptions) {
  const { clock, simulator, freshnessMs = 120_000 } = options;
  const home = options.home ?? join(temporaryFolder(), 'home');
  prepareHome(home);
  const opened = openStore(home, clock.now);
  if (!opened.ok) throw new Error(opened.error);
  const ending = new AbortController();
  const time = () => clock.now;
  const state = options.initial ?? emptyState();
  const publisher = createPublisher(state, { clock: time, freshnessMs, run: 'r', signal: ending.signal });
  const ingest = createIngest(state, { store: opened.store, publisher, clock: time });
  const found = { sessions: [...options.sessions] };
  const collector = new Collector({
    settings: { home, pollMs: 60_000, freshnessMs },
    ingest,
    finder: { find: async () => ({ sessions: found.sessions, findings: [] }) },
    fetcher: createFetcher({ upstream: simulator.origin, signal: ending.signal }),
    random: () => 0,
    addresses: () => 'lan',
    ...options,
    clock: time,
    signal: ending.signal,
  });
  collector.load();
  const end = () => {
    if (ending.signal.aborted) return;
    ending.abort();
    opened.store.close();
  };
  onTestFinished(end);
  /** Lets time pass in steps of a nap, as `run` would. */
  const pass = async (ms: number, stepMs = 15_000) => {
    for (const until = clock.now + ms; clock.now < until; ) {
      clock.now = Math.min(until, clock.now + stepMs);
      await collector.tick();
    }
  };
  return { home, collector, ingest, publisher, found, ending, end, pass, store: opened.store };
}

/** Usage requests by the simulator's record, per org. */
export async function usageRequests(simulator: Simulator): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { org } of await simulator.requests({ endpoint: 'usage' })) {
    counts[org ?? ''] = (counts[org ?? ''] ?? 0) + 1;
  }
  return counts;
}
