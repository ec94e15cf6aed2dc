import { describe, expect, it } from 'vitest';
import { attributedAccount, WEEK } from '../../test/attributed-account.ts';
import { SIMULATED_MODELS } from '../../test/simulated-account.ts';
import { familyWeights } from './family-weights.ts';
import { MICRO } from './piece.ts';
import { whatIf } from './what-if.ts';

const USUAL = { weeks: 5, digits: 0, elsewherePerDay: 1.2, sleeps: true };
const [OPUS, SONNET] = SIMULATED_MODELS;
if (OPUS === undefined || SONNET === undefined) throw new Error('two models are needed');

describe('whatIf', () => {
  it('tells what the same tokens would have taken on the other model, within its interval, in most accounts', () => {
    let held = 0;
    const seeds = 30;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { account, attributed } = attributedAccount({ ...USUAL, seed });
      const range = { from: account.until - WEEK, to: account.until };
      const told = whatIf(attributed, { range, family: 'sonnet', rates: SONNET.rates });
      if (told.kind !== 'what_if') throw new Error(told.why);
      // On Sonnet a token costs 3/5 of Opus's price, and Sonnet's dollar weighs its own share.
      const weight = (family: string) => account.pointsPerUsd.get(family) ?? Number.NaN;
      const ratios = [
        (3 / 5) * (weight('sonnet') / weight('opus')),
        1,
        3 * (weight('sonnet') / weight('haiku')),
      ];
      let truth = 0;
      for (const { to, rise, isFull, firstRow, endRow } of attributed.stretches) {
        if (to <= range.from || rise === null || isFull) continue;
        for (const { model, points } of account.requests.slice(firstRow, endRow))
          truth += points * (ratios[model] ?? 0);
      }
      expect(told.low).toBeLessThanOrEqual(told.wouldBe);
      expect(Math.abs(Math.log(told.wouldBe / truth))).toBeLessThan(0.35);
      if (truth >= told.low && truth <= told.high) held += 1;
    }
    // The kinds of tokens are mixed otherwise on each model, which the truth above leaves out.
    expect(held / seeds).toBeGreaterThanOrEqual(0.5);
  });

  it('declines where that model did too little to know its weight', () => {
    const { account, attributed } = attributedAccount({ ...USUAL, seed: 1 });
    const range = { from: 0, to: account.until };
    expect(whatIf(attributed, { range, family: 'fable', rates: OPUS.rates })).toEqual({
      kind: 'declined',
      why: 'unknown_weight',
    });
  });

  it('declines where nothing was done, and where nothing was seen', () => {
    const { account, attributed } = attributedAccount({ ...USUAL, seed: 1 });
    const before = { from: 0, to: 1 };
    expect(whatIf(attributed, { range: before, family: 'sonnet', rates: SONNET.rates })).toMatchObject({
      why: 'no_work',
    });
    const thin = { ...attributed, fit: null };
    const range = { from: 0, to: account.until };
    expect(whatIf(thin, { range, family: 'sonnet', rates: SONNET.rates })).toMatchObject({ why: 'thin' });
  });

  it('takes all off a limit that does not count the other model', () => {
    const { account, attributed } = attributedAccount({ ...USUAL, seed: 2 });
    const scoped = { ...attributed, counted: { family: 'opus' } };
    const told = whatIf(scoped, {
      range: { from: 0, to: account.until },
      family: 'sonnet',
      rates: SONNET.rates,
    });
    expect(told).toMatchObject({ kind: 'what_if', wouldBe: 0, low: 0, high: 0 });
  });

  it('counts the windows that would have lasted', () => {
    const { account, attributed } = attributedAccount({ ...USUAL, seed: 3 });
    const windows = attributed.windows.map((window) => ({
      ...window,
      peak: window.peak > 30 * MICRO ? 100 * MICRO : window.peak,
    }));
    const told = whatIf(
      { ...attributed, windows },
      { range: { from: 0, to: account.until }, family: 'sonnet', rates: SONNET.rates },
    );
    if (told.kind !== 'what_if') throw new Error(told.why);
    expect(told.fullWindows).toBeGreaterThan(3);
    expect(told.savedWindows + told.perhapsSavedWindows).toBeLessThanOrEqual(told.fullWindows);
    expect(told.savedWindows).toBeGreaterThan(0);
  });
});

describe('familyWeights', () => {
  it('calls a weight assumed that hardly any work speaks for', () => {
    const { attributed } = attributedAccount({ ...USUAL, seed: 4 });
    expect(familyWeights(attributed).find(({ family }) => family === 'opus')?.basis).toBe('estimated');
    const lessons = attributed.lessons.map((lesson) => ({
      ...lesson,
      usd: lesson.usd.map((usd, place) => (place < 4 ? 0 : usd)),
    }));
    // Nothing but what was held before is known of haiku's factor.
    const covariance = attributed.fit?.covariance.map((row) => Float64Array.from(row)) ?? [];
    const place = attributed.fit?.layout.regimes ?? 0;
    (covariance[place] as Float64Array)[place] = 0.4 ** 2;
    const blind = {
      ...attributed,
      fit: { ...(attributed.fit as NonNullable<typeof attributed.fit>), covariance },
    };
    expect(familyWeights(blind).find(({ family }) => family === 'haiku')?.basis).toBe('assumed');
    expect(familyWeights({ ...attributed, lessons }).map(({ family }) => family)).toEqual(['opus', 'sonnet']);
    expect(familyWeights({ ...attributed, fit: null })).toEqual([]);
  });
});
