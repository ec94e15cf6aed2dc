import { BRIDGE_VERDICTS } from './bridge-verdicts.ts';
import { CLAIM_VERDICTS } from './claim-verdicts.ts';
import { COMPARISON_VERDICTS } from './comparison-verdicts.ts';
import { HANDOFF_VERDICTS } from './handoff-verdicts.ts';
import { TRUTH_VERDICTS } from './truth-verdicts.ts';
import { EXIT_OF, type VerdictClass, type VerdictWords } from './verdict-words.ts';

/** Every outcome there is. */
export const VERDICTS = {
  ...COMPARISON_VERDICTS,
  ...BRIDGE_VERDICTS,
  ...CLAIM_VERDICTS,
  ...TRUTH_VERDICTS,
  ...HANDOFF_VERDICTS,
} as const satisfies Record<string, VerdictWords>;

export type VerdictId = keyof typeof VERDICTS;

export interface Verdict extends VerdictWords {
  id: VerdictId;
  exit: (typeof EXIT_OF)[VerdictClass];
}

/** Everything about one outcome. */
export function verdictOf(id: VerdictId): Verdict {
  const words: VerdictWords = VERDICTS[id];
  return { id, ...words, exit: EXIT_OF[words.class] };
}
