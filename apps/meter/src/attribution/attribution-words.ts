import type { DriftOf, WhatIfOf } from '@claude-meter/core';
import type { DeclinedAnswer } from '@claude-meter/wire';

/** How weights are estimated, in a sentence. */
export const METHOD =
  'Each stretch of work rose by what its tokens weigh, or by that and a rest from elsewhere that is never negative. ' +
  'The weights that explain all stretches of the last 12 weeks best are taken, starting from list prices; their errors ' +
  'are told by how much days differ.';

export const declinedWords = {
  weights: (stretches: number, label: string): string =>
    `Only ${stretches} stretches of work were seen beside a rise of "${label}"; 8 that rose are needed. Until then all of a rise in a time of work counts as local.`,
  ordinary: (sessions: number): string =>
    `Only ${sessions} whole sessions were seen in the last 8 weeks; 5 are needed.`,
  drift: (days: number): string => `Only ${days} days of work were seen in the last 12 weeks; 10 are needed.`,
  switched: (why: DeclinedAnswer['why'], family: string): string =>
    ({
      no_work: 'No request of this machine counted in this time.',
      nothing_to_switch: `All of the work ran on ${family} already.`,
      unknown_weight: `There was too little work of ${family} to know what its tokens weigh here.`,
      thin: 'Too little was seen to know what tokens weigh here.',
      no_rise: 'The limit did not rise in this time.',
      unknown_scope: 'Which requests this limit counts is not known.',
    })[why],
} as const;

type Switched = WhatIfOf & { kind: 'what_if' };
type Drift = DriftOf & { kind: 'drift' };

export function whatIfWords(told: Switched, { family, label }: { family: string; label: string }): string {
  const name = family.charAt(0).toUpperCase() + family.slice(1);
  const would = `${points(told.wouldBe)} of "${label}" on ${name} (${number(told.low)} to ${number(told.high)})`;
  const first = `The same tokens would have taken ${would} instead of ${points(told.points)}.`;
  return `${first} ${windowWords(told)}`.trimEnd();
}

function windowWords({ fullWindows, savedWindows, perhapsSavedWindows }: Switched): string {
  if (fullWindows === 0) return 'The limit was never full in this time.';
  const full =
    fullWindows === 1 ? 'The window that was full' : `Of the ${fullWindows} windows that were full,`;
  if (fullWindows === 1) {
    if (savedWindows === 1) return `${full} would have lasted.`;
    return perhapsSavedWindows === 1
      ? `${full} would perhaps have lasted.`
      : `${full} would have been full all the same.`;
  }
  return `${full} ${savedWindows} would have lasted and ${perhapsSavedWindows} perhaps.`;
}

export function driftWords({ steps, weeks }: Drift): string {
  const last = steps.at(-1);
  if (last === undefined) {
    return `No step was found in ${weeks.length} weeks: a token weighs what it did, as far as can be seen.`;
  }
  const { at, factor, low, high, confidence } = last;
  const sure = `${Math.floor(confidence * 1000) / 10} % sure`;
  const range = `${factorText(low)} to ${factorText(high)}`;
  return `Since about ${new Date(at).toISOString().slice(0, 10)} each token weighs ${factorText(factor)} times what it did (${range}; ${sure}).`;
}

function factorText(factor: number): string {
  return factor.toFixed(2);
}

function points(value: number): string {
  return `${number(value)} points`;
}

function number(value: number): string {
  return value.toFixed(1);
}
