import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_NAME } from '../src/store/database-name.ts';
import { createHistoryWriter } from '../src/store/history-writer.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { Sample } from '../src/store/sample.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** How a made history is made: a person who works on weekdays, pauses, and now and then hits the wall. */
export interface MadeHistory {
  orgs: readonly string[];
  /** ms */
  from: number;
  to: number;
  /** Pause between two readings, ms. @default a minute */
  stepMs?: number;
  /** The same seed makes the same history. @default 1 */
  seed?: number;
  /** From then on the person works without a pause, ms. @default never */
  busyFrom?: number;
  /** Whether extra usage is bought when the wall is hit. @default true */
  extra?: boolean;
  /** Limits of single models that change as often as the 5-hour window: a chart that is full. @default none */
  models?: readonly string[];
}

/** Readings of all orgs, a batch per moment. */
export function* madeHistory(made: MadeHistory) {
  const { orgs, from, to, stepMs = MINUTE, seed = 1, extra = true, busyFrom = Infinity, models = [] } = made;
  const people = orgs.map((org, index) => new Person(org, seed + index * 7919, { from, busyFrom, models }));
  for (let at = from; at < to; at += stepMs) {
    const readings = people.map((person) => person.read(at, stepMs));
    yield {
      at,
      readings: extra ? readings : readings.map((samples) => samples.filter(({ kind }) => kind !== 'extra')),
    };
  }
}

/** Writes a made history into the state folder of a meter that does not run. Returns how many changes it has. */
export function writeMadeHistory(home: string, made: MadeHistory): number {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const opened = openDatabase(join(home, DATABASE_NAME), made.from);
  if (!opened.ok) throw new Error(opened.error);
  const { database } = opened;
  const writer = createHistoryWriter(database);
  let changes = 0;
  database.exec('BEGIN');
  for (const { at, readings } of madeHistory(made)) {
    for (const samples of readings) {
      const org = samples[0]?.orgUuid ?? '';
      // Nobody watches while the machine sleeps.
      if (asleep(at) && at < (made.busyFrom ?? Infinity)) continue;
      writer.watched(org, at);
      changes += writer.add(samples);
    }
  }
  database.exec('COMMIT');
  database.close();
  return changes;
}

function asleep(at: number): boolean {
  const hour = new Date(at).getUTCHours();
  return hour >= 2 && hour < 6;
}

class Person {
  readonly #org: string;
  readonly #busyFrom: number;
  readonly #models: readonly string[];
  readonly #random: () => number;
  #five = { percent: 0, resetsAt: null as number | null };
  #week: { percent: number; opus: number; resetsAt: number };
  #spent = 0;
  #month: number;
  #pace = 0;

  constructor(
    org: string,
    seed: number,
    { from, busyFrom, models }: Required<Pick<MadeHistory, 'from' | 'busyFrom' | 'models'>>,
  ) {
    this.#org = org;
    this.#busyFrom = busyFrom;
    this.#models = models;
    this.#random = mulberry(seed);
    this.#week = { percent: 0, opus: 0, resetsAt: from + Math.floor(this.#random() * 7) * DAY + 9 * HOUR };
    this.#month = new Date(from).getUTCMonth();
  }

  read(at: number, stepMs: number): Sample[] {
    this.#reset(at);
    this.#use(at, stepMs);
    const { percent, resetsAt } = this.#five;
    const week = this.#week;
    return [
      this.#sample(at, { limitId: 'five_hour', kind: 'session', label: '5-hour', percent, resetsAt }),
      this.#sample(at, {
        limitId: 'seven_day',
        kind: 'weekly',
        label: '7-day all',
        percent: week.percent,
        resetsAt: week.resetsAt,
      }),
      this.#sample(at, {
        limitId: 'seven_day_opus',
        kind: 'scoped',
        label: '7-day Opus',
        percent: week.opus,
        resetsAt: week.resetsAt,
      }),
      ...this.#models.map((model) =>
        this.#sample(at, {
          limitId: `weekly_scoped:${model}`,
          kind: 'scoped',
          label: `7-day ${model}`,
          percent,
          resetsAt,
        }),
      ),
      this.#sample(at, {
        limitId: 'extra',
        kind: 'extra',
        label: 'Extra usage',
        percent: (this.#spent / 20_000) * 100,
        amount: Math.round(this.#spent),
        currency: 'USD',
        exponent: 2,
      }),
    ];
  }

  #reset(at: number): void {
    if (this.#five.resetsAt !== null && at >= this.#five.resetsAt)
      this.#five = { percent: 0, resetsAt: null };
    while (at >= this.#week.resetsAt) {
      this.#week = { percent: 0, opus: 0, resetsAt: this.#week.resetsAt + 7 * DAY };
    }
    const month = new Date(at).getUTCMonth();
    if (month !== this.#month) [this.#month, this.#spent] = [month, 0];
  }

  #use(at: number, stepMs: number): void {
    const date = new Date(at);
    const works = date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 8 && date.getUTCHours() < 18;
    if (this.#random() < stepMs / (25 * MINUTE)) this.#pace = this.#random() ** 2;
    const rate = at >= this.#busyFrom ? 0.36 : (works ? 1.05 : 0.08) * this.#pace;
    const used = rate * (stepMs / MINUTE) * (0.5 + this.#random());
    if (used <= 0.0001) return;
    this.#five.resetsAt ??= Math.ceil(at / HOUR) * HOUR + 5 * HOUR - HOUR;
    const before = this.#five.percent;
    this.#five.percent = Math.min(100, before + used);
    this.#week.percent = Math.min(100, this.#week.percent + used / 9);
    this.#week.opus = Math.min(100, this.#week.opus + (used / 7) * this.#pace);
    if (this.#five.percent >= 100) this.#spent = Math.min(20_000, this.#spent + used * 12);
  }

  #sample(at: number, given: Partial<Sample> & Pick<Sample, 'limitId' | 'kind' | 'label'>): Sample {
    return {
      orgUuid: this.#org,
      at,
      resetsAt: null,
      amount: null,
      currency: null,
      exponent: null,
      source: 'extension',
      browser: 'Chrome',
      sha256: null,
      ...given,
      percent: given.percent == null ? null : Math.round(given.percent * 100) / 100,
    };
  }
}

/** A small generator of chance that gives the same row for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
