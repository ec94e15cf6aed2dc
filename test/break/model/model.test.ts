import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budget, SEED } from '../budget.ts';
import { tally } from '../tally.ts';
import { drive } from './drive.ts';
import type { Said } from './meter-process.ts';
import { type Step, stepsOf } from './steps.ts';
import { makeWorld, type World } from './world.ts';

const STEPS = budget('BREAK_MODEL_STEPS', { day: 80, night: 8_000 });
/** A run begins with nothing known; a shorter one is easier to understand. */
const STEPS_PER_RUN = 500;
const SHRINK_MS = budget('BREAK_SHRINK_SECONDS', { day: 20, night: 240 }) * 1000;

describe.runIf(process.platform === 'linux')(`a whole meter beside a small model, seed ${SEED}`, () => {
  let world: World;
  const said: Said = { text: '', ends: [] };
  const processes: string[] = [];
  const watching = new AbortController();
  let watched: Promise<void>;

  beforeAll(async () => {
    world = await makeWorld();
    watched = watchProcesses(world.root, processes, watching.signal);
  });
  afterAll(async () => {
    watching.abort();
    await watched;
    await world?.remove();
  });

  it(
    `shows what the model says over ${STEPS} steps of posts, polls, kills, clock moves and disk faults`,
    async () => {
      const sums = {
        steps: 0,
        requests: 0,
        accepted: 0,
        restarts: 0,
        kills: 0,
        faults: 0,
        clockMoves: 0,
        polls: 0,
      };
      let found = 0;
      for (let run = 0; sums.steps < STEPS; run += 1) {
        const steps = stepsOf(SEED + run, Math.min(STEPS_PER_RUN, STEPS - sums.steps));
        const { wrong, ...counts } = await drive(world, steps, said);
        for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += counts[key];
        if (wrong === null) continue;
        found += 1;
        tally('model of the whole meter', { ...sums, findings: found });
        const short = await shortened(world, steps.slice(0, counts.steps + 1), kindOf(wrong));
        expect.fail(
          `${wrong}\nseed ${SEED + run}, as few steps as it takes:\n${short.map((step) => JSON.stringify(step)).join('\n')}`,
        );
      }
      tally('model of the whole meter', { ...sums, findings: found });
      expect(said.ends).toEqual([]);
      expect(said.text).not.toMatch(/unhandled|deprecat|Error:/i);
    },
    STEPS * 200 + SHRINK_MS + 120_000,
  );

  it('leaves none of the secrets that it used in any answer, output, file, or process list', async () => {
    const asked = await world.simulator.requests();
    const sent = JSON.stringify(asked.map(({ headers }) => headers));
    expect(sent).toContain(world.secrets[0]);
    const files = filesBelow(world.root, world.vaults);
    expect(files.length).toBeGreaterThan(2);
    expect(processes.length).toBeGreaterThan(0);
    for (const secret of world.secrets) {
      for (const form of formsOf(secret)) {
        expect(said.text.includes(form.toString('latin1'))).toBe(false);
        expect(processes.some((text) => text.includes(form.toString('latin1')))).toBe(false);
        expect(files.filter((path) => readFileSync(path).includes(form))).toEqual([]);
      }
    }
    tally('secrets', { secrets: world.secrets.length, 'files searched': files.length, leaked: 0 });
  });
});

/** What went wrong, without the step and the numbers in it. */
function kindOf(wrong: string): string {
  return wrong
    .replace(/^step .*?\}: /, '')
    .replace(/\d+/g, '')
    .slice(0, 24);
}

/** Leaves out steps as long as it still goes wrong in that way. */
async function shortened(world: World, steps: readonly Step[], kind: string): Promise<readonly Step[]> {
  const end = Date.now() + SHRINK_MS;
  let best = steps;
  for (let size = Math.ceil(best.length / 2); size >= 1 && Date.now() < end; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && Date.now() < end; ) {
      const fewer = [...best.slice(0, at), ...best.slice(at + size)];
      const { wrong } = await drive(world, fewer, { text: '', ends: [] });
      if (wrong !== null && kindOf(wrong) === kind) best = fewer;
      else at += size;
    }
  }
  return best;
}

/** What every user of the machine may see of our processes. */
async function watchProcesses(root: string, seen: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      for (const file of ['cmdline', 'environ']) {
        const text = read(join('/proc', pid, file));
        if (text.includes(root) && seen.length < 5_000) seen.push(text);
      }
    }
    await sleep(250);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** As it is, as base64, as hex, and as a URL would carry it. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '').slice(0, -1);
  return [
    bytes,
    Buffer.from(base64),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(encodeURIComponent(secret)),
  ];
}

function filesBelow(folder: string, except: ReadonlySet<string>): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (except.has(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}
