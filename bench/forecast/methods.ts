import { forecastOf } from '@claude-meter/core';
import { bayesianRate } from './bayesian-rate.ts';
import { inputOf, type Moment } from './moment.ts';
import { historicalPace, linear } from './plain-pace.ts';

/** What a method says: null where it says nothing. */
export interface Said {
  probability: number;
  /** 80 % interval of the percent at the reset; null where a method has none. */
  atReset: { low: number; high: number } | null;
  /** 80 % interval of the moment of the wall, ms. */
  hitAt: { low: number; high: number } | null;
}

export interface Method {
  name: string;
  say(moment: Moment): Said | null;
}

export const ours: Method = {
  name: 'ClaudeMeter',
  say(moment) {
    const forecast = forecastOf(inputOf(moment));
    if (forecast.kind === 'declined') return null;
    return {
      probability: forecast.hitProbability,
      atReset: forecast.percentAtReset,
      hitAt: forecast.hitAt,
    };
  },
};

/** Beside ours: what other meters compute, written anew from the descriptions of their methods. */
export const METHODS: readonly Method[] = [
  ours,
  { name: 'linear pace', say: linear },
  { name: 'CodexBar-style pace', say: historicalPace },
  { name: 'claumon-style Bayes', say: bayesianRate },
];
