import type { LineTone } from './line-piece.ts';

/** What a field says now. */
export interface LineValue {
  /** '' where there is nothing to say. */
  text: string;
  /** What tests compare; null when it is no number, or not known. */
  number: number | null;
  tone: LineTone;
  /** What a `?` without a test asks. */
  known: boolean;
}

/** Of a field that is not known: says nothing, passes no test. */
export const UNKNOWN: LineValue = { text: '', number: null, tone: 'plain', known: false };

/** A word; '' is not known. */
export function word(text: string | null, tone: LineTone = 'plain'): LineValue {
  return text === null || text === '' ? UNKNOWN : { text, number: null, tone, known: true };
}
