import { join } from 'node:path';
import { seededChance } from './seeded-chance.ts';
import type { SimulatedRequest } from './simulated-request.ts';

export interface WorkOptions {
  /** ms */
  from: number;
  to: number;
  seed: number;
  /** The folder that the projects lie in. */
  folder: string;
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** What is worked on, how much of the time, and with which models. */
const PROJECTS = [
  { name: 'lighthouse', weight: 5, models: ['claude-opus-5', 'claude-opus-5', 'claude-sonnet-5'] },
  { name: 'tide-tables', weight: 3, models: ['claude-sonnet-5', 'claude-opus-5'] },
  { name: 'harbour-web', weight: 2, models: ['claude-sonnet-5', 'claude-haiku-4-5-20251001'] },
  { name: 'signal-flags', weight: 1, models: ['claude-haiku-4-5-20251001', 'claude-sonnet-5'] },
] as const;
export const MAIN_BRANCH = 'main';
/** Each project turns to the next one every few days. */
const TASKS = [
  'fix-lamp-timer',
  'feature/keeper-log',
  'storm-warnings',
  'chart-import',
  'fog-signal',
  'night-mode',
  'pilot-notes',
  'chore/upgrade',
] as const;
const TASK_LASTS = 5 * DAY;
/** What a session asks now and then beside its own model. */
const SMALL_MODEL = 'claude-haiku-4-5-20251001';

/** Requests of a person who works on weekdays and now and then on a weekend, in the order of time. */
export function simulateWork({ from, to, seed, folder }: WorkOptions): SimulatedRequest[] {
  const chance = seededChance(seed);
  const requests: SimulatedRequest[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
    const sessions = isWeekend ? Math.floor(chance() * 1.6) : 2 + Math.floor(chance() * 4);
    for (let count = 0; count < sessions; count += 1) {
      const start = day + 7 * HOUR + chance() * 11 * HOUR;
      requests.push(...simulateSession({ start, chance, folder }));
    }
  }
  return requests.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
}

interface SessionOptions {
  start: number;
  chance: () => number;
  folder: string;
  /** ms @default a quarter of an hour to two and a half */
  duration?: number;
}

/** One session: its context grows with each request until it is compacted. */
export function simulateSession({ start, chance, folder, duration }: SessionOptions): SimulatedRequest[] {
  const project = pickProject(chance());
  const common = {
    session: uuidFrom(chance),
    folder: join(folder, project.name),
    branch: chance() < 0.12 ? MAIN_BRANCH : taskOf(project, start),
  };
  const own = pick(project.models, chance());
  const end = start + (duration ?? (15 + chance() ** 2 * 135) * MINUTE);
  const requests: SimulatedRequest[] = [];
  let context = 16_000 + chance() * 12_000;
  for (let at = start; at < end; at += (0.3 + chance() * 2) * MINUTE) {
    const isSmall = chance() < 0.12;
    const written = 800 + chance() ** 2 * 9_000;
    requests.push({
      ...common,
      at: Math.round(at),
      model: isSmall ? SMALL_MODEL : own,
      input: 3 + Math.floor(chance() * 60),
      output: Math.floor(120 + chance() ** 3 * 4_000),
      cache5m: isSmall ? Math.floor(written) : Math.floor(written * 0.3),
      cache1h: isSmall ? 0 : Math.floor(written * 0.7),
      cacheRead: Math.floor(isSmall ? context / 5 : context),
    });
    context = context > 150_000 ? 30_000 : context + written;
  }
  return requests;
}

function pickProject(chance: number): (typeof PROJECTS)[number] {
  let left = chance * PROJECTS.reduce((sum, { weight }) => sum + weight, 0);
  for (const project of PROJECTS) {
    left -= project.weight;
    if (left < 0) return project;
  }
  return PROJECTS[0];
}

function taskOf({ weight }: (typeof PROJECTS)[number], at: number): string {
  return TASKS[(Math.floor(at / TASK_LASTS) + weight) % TASKS.length] as string;
}

function pick<T>(from: readonly T[], chance: number): T {
  return from[Math.min(from.length - 1, Math.floor(chance * from.length))] as T;
}

function uuidFrom(chance: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}
