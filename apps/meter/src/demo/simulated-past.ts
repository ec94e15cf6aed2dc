import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEVEN_DAY } from '@claude-meter/core';
import type { Sample } from '../store/sample.ts';
import type { FirstLook } from './first-look.ts';
import { type PastWorld, playLimits } from './simulated-limits.ts';
import { writeSimulatedRepositories } from './simulated-repositories.ts';
import { simulateWork } from './simulated-work.ts';
import { writePastReadings, writePastTranscripts } from './write-past.ts';

/** Folders of a simulated Claude Code. */
export interface SimulatedClaude {
  /** In place of `~/.claude`. */
  config: string;
  /** The transcripts. */
  projects: string;
  /** What is worked in. */
  work: string;
}

/** All below one folder. The folder that is worked in is called `simulated`: its name is shown wherever it matters. */
export function simulatedClaude(folder: string): SimulatedClaude {
  const config = join(folder, 'claude');
  return { config, projects: join(config, 'projects'), work: join(folder, 'simulated') };
}

/**
 * Gives a meter that does not run yet a past: weeks of work with Claude Code as transcripts, and what the server would
 * have said meanwhile as history, and repositories. The two belong together, and somebody chats at claude.ai beside them.
 *
 * @returns what was read last
 */
export function writeSimulatedPast(
  home: string,
  claude: SimulatedClaude,
  world: PastWorld,
): readonly Sample[] {
  const { from, to, seed, org } = world;
  const work = simulateWork({ from, to, seed, folder: claude.work });
  const played = playLimits(work, world);
  writePastReadings(home, played);
  writePastTranscripts(claude.projects, played.requests);
  writeSimulatedRepositories(played.requests, to);
  mkdirSync(claude.config, { recursive: true });
  const account = { oauthAccount: { organizationUuid: org } };
  writeFileSync(join(claude.config, '.claude.json'), JSON.stringify(account));
  return played.readings.at(-1)?.samples ?? [];
}

const DAY_MS = 86_400_000;
/** Enough for a month of habits, and for the weights of the models to be told. */
const PAST_DAYS = 35;
const FAMILIES = ['opus', 'sonnet', 'haiku'];

/** The past that belongs to what a server says now. */
export function pastOf({ org, limits }: FirstLook, browser: string, now: number): PastWorld {
  const weekly = limits.find(({ id }) => id === SEVEN_DAY);
  const resetsAt = Date.parse(weekly?.resets_at ?? '');
  const named = limits.flatMap(({ kind, id, label }) => {
    const family = FAMILIES.find((one) => label.toLowerCase().includes(one));
    return kind !== 'scoped' || family === undefined ? [] : [{ id, label, family }];
  });
  return {
    org,
    browser,
    from: now - PAST_DAYS * DAY_MS,
    to: now,
    seed: 20,
    week: { percent: weekly?.percent ?? 0, resetsAt: Number.isNaN(resetsAt) ? now + DAY_MS : resetsAt },
    scoped: named[0] ?? null,
  };
}
