import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributedAccount, attributedOf, FIVE_HOUR_LIMIT } from '../../test/attributed-account.ts';
import { dice } from '../../test/dice.ts';
import { SIMULATED_MODELS, simulatedAccount } from '../../test/simulated-account.ts';
import { type AttributedLimit, attributeLimit, type LimitInput } from './attribute-limit.ts';
import type { LocalWork } from './local-work.ts';
import { MICRO } from './piece.ts';
import { elsewhereOf, pointsBy } from './points-by.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 2, 8);
const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER };

interface Request {
  at: number;
  model: number;
  context: number;
  output: number;
}

function workOf(requests: readonly Request[], models = SIMULATED_MODELS): LocalWork {
  const sorted = requests.toSorted((a, b) => a.at - b.at);
  const column = (pick: (request: Request) => number) => Int32Array.from(sorted, pick);
  return {
    length: sorted.length,
    at: Float64Array.from(sorted, ({ at }) => at),
    model: column(({ model }) => model),
    context: column(({ context }) => context),
    input: column(() => 10),
    output: column(({ output }) => output),
    cacheWrite5m: column(() => 100),
    cacheWrite1h: column(() => 0),
    cacheRead: column(({ output }) => output * 30),
    models,
  };
}

function attribute(given: Partial<LimitInput> & Pick<LimitInput, 'readings' | 'work'>): AttributedLimit {
  const usual = {
    limit: FIVE_HOUR_LIMIT,
    gaps: [],
    windowMs: 5 * HOUR,
    cuts: [],
    until: START + 600 * MINUTE,
  };
  return attributeLimit({ ...usual, ...given });
}

function expectWhole(attributed: AttributedLimit): void {
  for (const { rise, local, elsewhere, points, work } of attributed.stretches) {
    expect(local + elsewhere).toBe(rise ?? 0);
    expect(Math.min(local, elsewhere, ...points)).toBeGreaterThanOrEqual(0);
    expect([local, elsewhere, ...points].every(Number.isInteger)).toBe(true);
    if (work.total > 0) expect(points.reduce((a, b) => a + b, 0)).toBe(local);
  }
  const { rise, micro } = elsewhereOf(attributed, EVER);
  for (const keyOf of [
    ({ model }: { model: number }) => model,
    ({ context }: { context: number }) => context,
  ]) {
    const parts = pointsBy(attributed, EVER, keyOf);
    expect(parts.reduce((sum, part) => sum + part.micro, micro)).toBe(rise);
  }
}

describe('shares', () => {
  const requests = fc.array(
    fc.record({ minute: fc.nat(900), model: fc.nat(2), context: fc.nat(4), output: fc.nat(5000) }),
    { maxLength: 60 },
  );
  const readings = fc.array(
    fc.record({ gap: fc.integer({ min: 1, max: 60 }), percent: fc.integer({ min: 0, max: 1_040_000 }) }),
    { maxLength: 40 },
  );

  it('and elsewhere add up to the rise exactly, and none is negative, whatever was served and done', () => {
    fc.assert(
      fc.property(requests, readings, fc.nat(400), (work, drawn, nap) => {
        let at = START;
        const changes = drawn.map(({ gap, percent }) => {
          at += gap * MINUTE;
          return { at, percent: percent / 10_000, resetsAt: at - ((at - START) % (5 * HOUR)) + 5 * HOUR };
        });
        const placed = work.map(({ minute, ...rest }) => ({ at: START + minute * MINUTE, ...rest }));
        const gaps: [number, number][] = nap < 100 ? [] : [[START + 100 * MINUTE, START + nap * MINUTE]];
        expectWhole(attribute({ readings: changes, work: workOf(placed), gaps, until: at + HOUR }));
      }),
    );
  });

  it.each([0, 1, 2, 10])('add up on an account of four weeks with %d digits', (digits) => {
    const { attributed } = attributedAccount({
      seed: 11,
      weeks: 4,
      digits,
      elsewherePerDay: 1.5,
      sleeps: true,
    });
    expect(attributed.fit).not.toBeNull();
    expectWhole(attributed);
  });

  it('do not hang on the order in which places are numbered', () => {
    const account = simulatedAccount({ seed: 5, weeks: 3, digits: 0, elsewherePerDay: 1.2, sleeps: true });
    const most = Math.max(...account.work.context) + 1;
    const random = dice(3);
    const shuffled = Array.from({ length: most }, (_, context) => ({ context, rank: random.even() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ context }) => context);
    const renamed = {
      ...account.work,
      context: account.work.context.map((context) => shuffled[context] ?? 0),
    };
    const before = new Map(
      pointsBy(attributedOf(account), EVER, ({ context }) => context).map((one) => [one.key, one.micro]),
    );
    for (const { key, micro } of pointsBy(
      attributedOf({ ...account, work: renamed }),
      EVER,
      ({ context }) => context,
    )) {
      expect(before.get(shuffled.indexOf(key))).toBe(micro);
    }
  });
});

describe('what is elsewhere', () => {
  const steady = (hours: number): Request[] =>
    Array.from({ length: hours * 60 }, (_, minute) => ({
      at: START + minute * MINUTE,
      model: 0,
      context: 0,
      output: 1000,
    }));
  const resetsAt = (at: number) => START + (1 + Math.floor((at - START) / (5 * HOUR))) * 5 * HOUR;
  /** A tenth of a point a minute, beginning anew with each window. */
  const changesOf = (hours: number, extra: (minute: number) => number = () => 0) => {
    let [level, window] = [0, resetsAt(START)];
    return Array.from({ length: hours * 60 }, (_, minute) => {
      const at = START + minute * MINUTE + 30_000;
      if (resetsAt(at) !== window) [level, window] = [0, resetsAt(at)];
      level += 0.1 + extra(minute);
      return { at, percent: Math.round(level * 100) / 100, resetsAt: window };
    });
  };

  it('is next to nothing where the work explains every rise', () => {
    const attributed = attribute({
      readings: changesOf(20),
      work: workOf(steady(20)),
      until: START + 20 * HOUR,
    });
    const { micro, rise } = elsewhereOf(attributed, EVER);
    expect(micro / rise).toBeLessThan(0.02);
  });

  it('is the rest in a stretch that rose by more than its work can have taken', () => {
    const burst = (minute: number) => (minute >= 605 && minute < 615 ? 2 : 0);
    const readings = changesOf(20, burst);
    const attributed = attribute({ readings, work: workOf(steady(20)), until: START + 20 * HOUR });
    const { micro, low, high } = elsewhereOf(attributed, EVER);
    expect(micro / MICRO).toBeGreaterThan(18);
    expect(micro / MICRO).toBeLessThan(21);
    expect(low).toBeLessThanOrEqual(20);
    expect(high).toBeGreaterThanOrEqual(19);
  });

  it('is all of a rise without any work', () => {
    const attributed = attribute({ readings: changesOf(4), work: workOf([]) });
    expect(elsewhereOf(attributed, EVER)).toMatchObject({
      micro: 24 * MICRO,
      rise: 24 * MICRO,
      low: 24,
      high: 24,
    });
  });

  it('is all of a limit of which nobody knows what it counts', () => {
    const limit = { id: 'seven_day_cowork', kind: 'scoped', label: '7-day Cowork' };
    const attributed = attribute({ limit, readings: changesOf(4), work: workOf(steady(4)) });
    expect(pointsBy(attributed, EVER, () => 'any')).toEqual([]);
  });

  it('holds what other models took of a limit that counts one', () => {
    const limit = { id: 'seven_day_opus', kind: 'scoped', label: '7-day Opus' };
    const mixed = steady(20).map((request, place) => ({ ...request, model: place % 2 }));
    const attributed = attribute({
      limit,
      windowMs: 168 * HOUR,
      readings: changesOf(20),
      work: workOf(mixed),
      until: START + 20 * HOUR,
    });
    expect(pointsBy(attributed, EVER, ({ model }) => model).map(({ key }) => key)).toEqual([0]);
  });

  it('is nobody’s as long as too little was seen: all of a rise beside work is then at most local', () => {
    const attributed = attribute({ readings: changesOf(1), work: workOf(steady(1)), until: START + HOUR });
    const [local] = pointsBy(attributed, EVER, () => 'local');
    expect(attributed.fit).toBeNull();
    expect(local).toMatchObject({ micro: 6 * MICRO, low: 0 });
  });

  it('does not count models of other makers', () => {
    const models = [{ name: 'kimi-k2.6', rates: null }];
    const attributed = attribute({ readings: changesOf(4), work: workOf(steady(4), models as never) });
    expect(elsewhereOf(attributed, EVER).micro).toBe(24 * MICRO);
  });
});
