import { describe, expect, it } from 'vitest';
import { forecastPhrase, forecastWords, type Told } from './forecast-words.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const AT = { now: NOW, timeZone: 'Europe/Berlin' };
const times = (low: number, mid: number, high: number) => ({
  low: NOW + low * MINUTE,
  mid: NOW + mid * MINUTE,
  high: NOW + high * MINUTE,
});

const calm: Told = {
  percent: 40,
  hitProbability: 0.031,
  hitAt: null,
  percentAtReset: { low: 42.2, mid: 47, high: 55.4 },
  ordinarySession: null,
};
const close: Told = {
  percent: 88.4,
  hitProbability: 0.82,
  hitAt: times(21, 40, 79),
  percentAtReset: { low: 97, mid: 100, high: 100 },
  ordinarySession: { low: 5.8, high: 11.2 },
};

describe('forecastWords', () => {
  it.each<[string, Told, string]>([
    ['a calm window', calm, '97% likely to last until the reset, then at 42–55%.'],
    [
      'a wall ahead',
      close,
      '82% likely to be full before the reset, probably between 13:20 and 14:20. A typical agent run of yours costs 6–11%, you have 11%.',
    ],
    [
      'a full window',
      { ...close, percent: 100, hitProbability: 1 },
      'The limit is reached, and stays so until the reset.',
    ],
    [
      'a wall some days ahead names the day',
      { ...calm, hitProbability: 0.6, hitAt: times(0, 2 * 1440, 3 * 1440 + 5) },
      '60% likely to be full before the reset, probably between 13:00 and Wed 13:10.',
    ],
  ])('tells of %s', (_, told, words) => {
    expect(forecastWords(told, AT)).toBe(words);
  });

  it('never claims a certainty', () => {
    expect(forecastWords({ ...calm, hitProbability: 0.001 }, AT)).toContain('99% likely to last');
    expect(forecastWords({ ...close, hitProbability: 0.999 }, AT)).toContain('99% likely to be full');
  });
});

describe('forecastPhrase', () => {
  it.each<[string, Pick<Told, 'hitProbability' | 'hitAt'>, string]>([
    ['a wall ahead', close, 'wall likely about 13:40 (82%)'],
    ['a calm window', calm, 'lasts until the reset (97%)'],
    ['a full window', { hitProbability: 1, hitAt: times(0, 0, 0) }, 'full until the reset'],
  ])('is short: %s', (_, told, phrase) => {
    expect(forecastPhrase(told, AT)).toBe(phrase);
  });
});
