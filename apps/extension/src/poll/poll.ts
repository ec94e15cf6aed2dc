import type { Session } from '@claude-meter/core';
import { pollSession } from '@claude-meter/sources';
import { othersOf } from '../store/others.ts';
import { keepReports } from '../store/own-readings.ts';
import { loadStore, type Store, saveStore } from '../store/store.ts';
import { askClaude } from './ask-claude.ts';
import { type Asked, askBridge, tellBridge } from './bridge.ts';
import { type Coverage, coverageOf, patienceFor } from './coverage.ts';

/**
 * Why a poll is wanted. `tick`: the alarm, or the worker woke up. `return`: there is reason to hope that what failed
 * will work now. `refresh`: a person pressed the button.
 */
export type Trigger = 'tick' | 'return' | 'refresh';

/** Time, so that tests need not wait. */
export interface Clock {
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

const LOCK = 'poll';
const NOTHING: Coverage = { covered: new Set(), expected: new Set() };

/**
 * Asks claude.ai once and hands the meter what came of it. Of several triggers at the same moment one polls; only a
 * person's refresh waits for its turn. The lock belongs to the worker: it cannot outlive it.
 *
 * @returns whether a poll was made
 */
export async function poll(trigger: Trigger, clock: Clock): Promise<boolean> {
  return await navigator.locks.request(LOCK, { ifAvailable: trigger !== 'refresh' }, async (lock) => {
    if (lock === null) return false;
    const store = await loadStore();
    if (!isDue(store, trigger, clock.now())) return false;
    await pollNow(store, trigger, clock);
    return true;
  });
}

/** A worker wakes up for many reasons: a tick only counts when most of the cadence is over. */
function isDue({ startedAt, settings }: Store, trigger: Trigger, now: number): boolean {
  if (trigger === 'refresh' || startedAt === null || startedAt > now) return true;
  const share = trigger === 'tick' ? 0.8 : 1 / 12;
  return now - startedAt >= settings.cadence_ms * share;
}

async function pollNow(store: Store, trigger: Trigger, clock: Clock): Promise<void> {
  const instance = store.instance ?? crypto.randomUUID();
  await saveStore({ instance, startedAt: clock.now() });
  const force = trigger === 'refresh';
  const { asked, coverage } = await whatOthersDo({ ...store, instance }, force, clock);
  const result = await pollSession({
    get: askClaude,
    now: clock.now,
    memory: store.memory,
    skip: (orgUuid) => coverage.covered.has(orgUuid),
    force,
  });
  const cadenceMs = store.settings.cadence_ms;
  const session = sessionOf(instance, cadenceMs);
  const told = result.reports.length > 0 && asked.status.kind === 'running';
  const bridge = told ? await tellBridge(store.settings, session, result.reports) : asked.status;
  await saveStore({
    own: keepReports(store.own, result.reports, { now: clock.now(), cadenceMs }),
    memory: result.memory,
    last: { at: clock.now(), problem: result.problem, errors: result.errors },
    bridge,
    others: asked.others ?? store.others,
  });
}

/** Asks the meter first, a second time when another install is about to deliver what we want. */
async function whatOthersDo(
  store: Store & { instance: string },
  force: boolean,
  clock: Clock,
): Promise<{ asked: Asked; coverage: Coverage }> {
  const ask = async () => {
    const asked = await askBridge(store.settings, clock.now());
    return { asked, coverage: force ? NOTHING : coverageNow(store, asked, clock.now()) };
  };
  const first = await ask();
  if (first.coverage.expected.size === 0) return first;
  await clock.wait(patienceFor(store.settings.cadence_ms));
  return ask();
}

function coverageNow({ own, settings, instance }: Store, { glances }: Asked, now: number): Coverage {
  const readAt = new Map<string, number>();
  for (const [orgUuid, { read }] of Object.entries(own.orgs)) {
    if (read !== null) readAt.set(orgUuid, Date.parse(read.fetchedAt));
  }
  const others = othersOf(glances, instance);
  return coverageOf({ others, readAt, cadenceMs: settings.cadence_ms, now });
}

/** The browser's own name is left to the meter, which can see the process behind the connection. */
function sessionOf(instance: string, cadenceMs: number): Session {
  return { source: 'extension', browser: 'extension', instance, cadenceMs };
}
