import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { type Dice, diceOf } from '../budget.ts';
import { mutate } from './mutate.ts';

/** A reader of foreign bytes, and what may be expected of it whatever it is given. */
export interface Target {
  name: string;
  /** Sound inputs to begin with. */
  seeds: readonly Buffer[];
  /** Inputs by a grammar of this target, beside changed seeds. */
  grow?: (dice: Dice) => Buffer;
  /** Reads one input. Whatever it throws is a finding. */
  check: (input: Buffer) => void;
}

export interface Finding {
  error: string;
  /** As small as it could be made. */
  input: Buffer;
  /** Where it was kept for the next run. */
  file: string;
}

export interface Fuzzed {
  cases: number;
  slowestMs: number;
  findings: Finding[];
}

const CORPUS = join(import.meta.dirname, 'corpus');
/** A reader may take this long, and a little more for each kilobyte. */
const LIMIT_MS = 400;
const LIMIT_MS_PER_KB = 4;
/** What one input may leave behind in memory, bytes. */
const LIMIT_BYTES = 300 * 1024 * 1024;
const MOST_FINDINGS = 3;

/** Feeds a target until the time is over: first every input that once broke it, then new ones. */
export function fuzz(target: Target, given: { ms: number; seed: number }): Fuzzed {
  const dice = diceOf(given.seed);
  const result: Fuzzed = { cases: 0, slowestMs: 0, findings: [] };
  const known = new Set<string>();
  const run = (input: Buffer) => {
    result.cases += 1;
    const outcome = judge(target, input);
    result.slowestMs = Math.max(result.slowestMs, outcome.ms);
    if (outcome.error === null || known.has(kindOf(outcome.error))) return;
    known.add(kindOf(outcome.error));
    const small = smallest(target, input, kindOf(outcome.error));
    result.findings.push({ error: outcome.error, input: small, file: keep(target.name, small) });
  };
  for (const input of [...corpusOf(target.name), ...target.seeds]) run(input);
  const end = performance.now() + given.ms;
  while (performance.now() < end && result.findings.length < MOST_FINDINGS) {
    run(nextInput(target, dice));
  }
  return result;
}

function nextInput({ seeds, grow }: Target, dice: Dice): Buffer {
  const base = grow !== undefined && dice.chance(0.5) ? grow(dice) : dice.pick(seeds);
  return dice.chance(0.15) && base !== seeds[0] ? base : mutate(base, dice, seeds);
}

function judge({ check }: Target, input: Buffer): { error: string | null; ms: number } {
  const heap = heapUsed();
  const started = busyMs();
  let error: string | null = null;
  try {
    check(input);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const ms = busyMs() - started;
  const allowed = LIMIT_MS + (LIMIT_MS_PER_KB * input.length) / 1024;
  // A collection of garbage may have come in between: what is slow is slow again.
  if (error === null && ms > allowed && timed(check, input) > allowed) error = `slow: ${Math.round(ms)} ms`;
  if (error === null && heapUsed() - heap > LIMIT_BYTES) error = 'large: it keeps too much';
  return { error, ms };
}

/** How long this thread has worked, ms: what other programs take of the machine's time is not the reader's. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** `process.memoryUsage()` asks the system too, which takes longer than most readers. */
function heapUsed(): number {
  return getHeapStatistics().used_heap_size;
}

function timed(check: Target['check'], input: Buffer): number {
  const started = busyMs();
  check(input);
  return busyMs() - started;
}

/** One finding is told once: by its first words and the place that it comes from. */
function kindOf(error: string): string {
  const place = error.split('\n').find((line) => /\/(src|dist)\//.test(line)) ?? '';
  return (error.split('\n')[0] ?? '').replace(/[\d"'].*/, '').slice(0, 60) + place.trim();
}

/** Leaves out what is not needed to break it in the same way. */
function smallest(target: Target, input: Buffer, kind: string): Buffer {
  const breaks = (bytes: Buffer) => {
    const { error } = judge(target, bytes);
    return error !== null && kindOf(error) === kind;
  };
  let best = input;
  const end = performance.now() + 5_000;
  for (
    let size = Math.ceil(best.length / 2);
    size >= 1 && performance.now() < end;
    size = Math.floor(size / 2)
  ) {
    for (let at = 0; at < best.length && performance.now() < end; ) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (breaks(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}

function folderOf(name: string): string {
  return join(CORPUS, name.replace(/\W+/g, '-'));
}

function corpusOf(name: string): Buffer[] {
  const folder = folderOf(name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file)));
}

function keep(name: string, input: Buffer): string {
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${createHash('sha256').update(input).digest('hex').slice(0, 12)}.bin`);
  writeFileSync(file, input);
  return file;
}
