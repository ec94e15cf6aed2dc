import type { Buffer } from 'node:buffer';
import { type LineText, stringText } from '@claude-meter/sources';

/** Names longer than this are cut: no model, session, folder or branch is called so. */
const LONGEST_NAME = 1024;

/** Numbers for texts that come again and again: the same text has the same number. Most are the one before. */
export class SpanNames {
  texts: (string | null)[] = [];
  readonly #numbers = new Map<string | null, number>();
  #lastHigh = 0;
  #lastLow = 0;
  #lastNumber = -1;

  /** Hands out the texts by number and begins anew. */
  take(): (string | null)[] {
    const taken = this.texts;
    this.texts = [];
    this.#numbers.clear();
    this.#lastNumber = -1;
    return taken;
  }

  numberOf(bytes: Buffer, text: LineText): number {
    if (text.from === -1) return this.#number(null);
    if (this.#lastNumber === -1 || text.low !== this.#lastLow || text.high !== this.#lastHigh) {
      this.#lastLow = text.low;
      this.#lastHigh = text.high;
      this.#lastNumber = this.#number(stringText(bytes, text.from, text.to).slice(0, LONGEST_NAME));
    }
    return this.#lastNumber;
  }

  #number(text: string | null): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
