import {
  type AttributedLimit,
  driftOf,
  familyWeights,
  MICRO,
  modelFamily,
  ordinarySession,
  type TokenRates,
  whatIf,
} from '@claude-meter/core';
import type {
  DeclinedAnswer,
  DriftAnswer,
  LimitAttribution,
  OrdinarySession,
  WeightsAnswer,
  WhatIfAnswer,
} from '@claude-meter/wire';
import type { AccountAttribution, TimeRange } from './attribute-account.ts';
import { declinedWords, driftWords, METHOD, whatIfWords } from './attribution-words.ts';
import { intervalOf, shareOf } from './points-rows.ts';
import { tokenRates } from './work-columns.ts';

/** What is asked again and again: had it all been a smaller model's work, or the largest one's? */
const SWITCHES: readonly string[] = ['sonnet', 'haiku', 'opus'];

export function weightsAnswer(attributed: AttributedLimit): WeightsAnswer | DeclinedAnswer {
  const { fit, lessons, limit } = attributed;
  if (fit === null) return declined('thin', declinedWords.weights(lessons.length, limit.label));
  return {
    kind: 'weights',
    method: METHOD,
    stretches: lessons.length,
    since: Math.min(...lessons.map(({ at }) => at)),
    families: familyWeights(attributed).map(({ family, pointsPerUsd, low, high, basis }) => ({
      family,
      points_per_usd: pointsPerUsd,
      interval: [low, high],
      basis,
    })),
    scatter: fit.scatter,
  };
}

export function ordinaryAnswer(
  attributed: AttributedLimit,
  given: { until: number; sessionOf: (context: number) => string | null },
): OrdinarySession | DeclinedAnswer {
  const told = ordinarySession(attributed, given);
  return told.kind === 'ordinary' ? told : declined('thin', declinedWords.ordinary(told.sessions));
}

/** By the newest model of each family that a price is known of. */
export function whatIfAnswers(
  account: AccountAttribution,
  attributed: AttributedLimit,
  range: TimeRange,
): WhatIfAnswer[] {
  return SWITCHES.map((family) => {
    const rates = newestRates(account, family, range.to);
    const told = rates === null ? null : whatIf(attributed, { range, family, rates });
    if (told === null || told.kind === 'declined') {
      const why = told?.why ?? 'unknown_weight';
      return { family, answer: declined(why, declinedWords.switched(why, family)) };
    }
    const { points, wouldBe, low, high, fullWindows, savedWindows, perhapsSavedWindows } = told;
    return {
      family,
      answer: {
        kind: 'what_if',
        points: Math.round(points * MICRO) / MICRO,
        would_be: shareOf({ micro: Math.round(wouldBe * MICRO), low, high }),
        full_windows: fullWindows,
        saved_windows: savedWindows,
        perhaps_saved_windows: perhapsSavedWindows,
        words: whatIfWords(told, { family, label: attributed.limit.label }),
      },
    };
  });
}

/** Rates of the model of a family that was used last, so far as it has any. */
function newestRates({ columns, book }: AccountAttribution, family: string, at: number): TokenRates | null {
  const { work, names } = columns;
  for (let row = work.length - 1; row >= 0; row -= 1) {
    const name = names[work.model[row] as number] ?? null;
    if (name === null || modelFamily(name) !== family) continue;
    const rates = tokenRates(book, name, at);
    if (rates !== null) return rates;
  }
  return null;
}

export function driftAnswer(attributed: AttributedLimit, until: number): LimitAttribution['drift'] {
  const told = driftOf(attributed, until);
  if (told.kind === 'thin') return declined('thin', declinedWords.drift(told.days));
  const answer: DriftAnswer = {
    kind: 'drift',
    steps: told.steps.map(({ at, between, factor, low, high, confidence }) => ({
      at,
      between: [...between],
      factor,
      factor_interval: intervalOf(low, high),
      confidence,
    })),
    weeks: told.weeks.map(({ from, to, pointsPerUsd, low, high }) => ({
      from,
      to,
      points_per_usd: pointsPerUsd,
      interval: [low, high],
    })),
    words: driftWords(told),
  };
  return answer;
}

function declined(why: DeclinedAnswer['why'], reason: string): DeclinedAnswer {
  return { kind: 'declined', why, reason };
}
