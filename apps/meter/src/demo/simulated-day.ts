import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIMULATED_BROWSER } from '@claude-meter/core';
import { startDaemon } from '../daemon.ts';
import type { Settings } from '../settings.ts';
import { firstLook } from './first-look.ts';
import { codeAlong } from './simulated-coder.ts';
import { pastOf, simulatedClaude, writeSimulatedPast } from './simulated-past.ts';
import { simulatedSite } from './simulated-site.ts';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process.ts';
import { visit } from './visitor.ts';

/** A meter, a simulated claude.ai and its visitors, all of this machine and none of them real. */
export interface SimulatedDay {
  /** Of the meter. */
  port: number;
  freshnessMs: number;
  simulator: SimulatorProcess;
  /** Resolves with a sentence when a part of it breaks. */
  broken: Promise<string>;
}

export type DayStart =
  | { ok: true; day: SimulatedDay }
  | { ok: false; kind: 'usage' | 'failed'; error: string };

export interface DayOptions {
  /** Path of the simulator's main file. */
  simulatorMain: string;
  scenario: string | null;
  /** Simulated time per real time. */
  speed: number;
  /** Ends everything. */
  signal: AbortSignal;
}

/** Real time between two polls, ms: at the usual speed of the demo a simulated minute. */
const CADENCE_MS = 1000;
/** Five missed polls. */
const FRESHNESS_MS = 5 * CADENCE_MS;

/**
 * Runs `show` beside a simulated day, then takes every trace of it away. The meter has a state folder and a port of its
 * own: a real one that runs on this machine does not notice.
 */
export async function withSimulatedDay<T>(
  options: DayOptions,
  show: (started: DayStart) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'claude-meter-demo-'));
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const parts: Promise<unknown>[] = [];
  try {
    return await show(await startDay({ ...options, signal }, home, parts));
  } finally {
    ending.abort();
    await Promise.allSettled(parts);
    rmSync(home, { recursive: true, force: true });
  }
}

async function startDay(options: DayOptions, home: string, parts: Promise<unknown>[]): Promise<DayStart> {
  const { signal } = options;
  const started = await startSimulatorProcess(options.simulatorMain, options);
  if (!started.ok) return started;
  const { simulator } = started;
  parts.push(simulator.ended);
  const settings: Settings = {
    home,
    port: 0,
    upstream: simulator.origin,
    freshnessMs: FRESHNESS_MS,
    pollMs: CADENCE_MS,
    // The sessions of real browsers on this machine are none of the demo's business.
    ownFetch: false,
    transcripts: true,
    desktop: false,
  };
  const site = simulatedSite(simulator.origin, simulator.ca);
  const claude = simulatedClaude(home);
  const look = await firstLook(site, simulator.emails, signal);
  if (look !== null) writeSimulatedPast(home, claude, pastOf(look, SIMULATED_BROWSER, Date.now()));
  const meter = await startDaemon(settings, {
    signal,
    // Claude Code's own folders on this machine are none of the demo's business either.
    transcriptRoots: [claude.projects],
    env: { ...process.env, CLAUDE_CONFIG_DIR: claude.config },
  });
  if (!meter.ok) return { ok: false, kind: 'failed', error: meter.error };
  parts.push(meter.closed);
  if (look !== null) {
    codeAlong({ claude, org: look.org, publisher: meter.publisher, now: Date.now, signal });
  }
  const visits = simulator.emails.map((email) =>
    visit({ site, email, port: meter.port, cadenceMs: CADENCE_MS, signal }),
  );
  parts.push(...visits);
  const broken = Promise.race([
    simulator.ended.then(() => 'The simulated claude.ai has ended.'),
    Promise.all(visits).then(
      () => 'The simulated visitors have gone.',
      (error) => String(error),
    ),
  ]);
  return { ok: true, day: { port: meter.port, freshnessMs: FRESHNESS_MS, simulator, broken } };
}
