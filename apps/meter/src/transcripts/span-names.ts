import { Buffer } from 'node:buffer';
import { type Span, stringText } from '@claude-meter/sources';

/** Names longer than this are cut: no model, session, folder or branch is called so. */
const LONGEST_NAME = 1024;

/** Numbers for texts that come again and again: the same text has the same number. Most are the one before. */
export class SpanNames {
  texts: (string | null)[] = [];
  readonly #numbers = new Map<string | null, number>();
  #last = Buffer.alloc(0);
  #lastNumber = -1;

  /** Hands out the texts by number and begins anew. */
  take(): (string | null)[] {
    const taken = this.texts;
    this.texts = [];
    this.#numbers.clear();
    this.#lastNumber = -1;
    return taken;
  }

  numberOf(bytes: Buffer, span: Span): number {
    if (span.from === -1) return this.#number(null);
    const length = span.to - span.from;
    if (this.#lastNumber !== -1 && length === this.#last.length && this.#isLast(bytes, span)) {
      return this.#lastNumber;
    }
    this.#last = Buffer.from(bytes.subarray(span.from, span.to));
    this.#lastNumber = this.#number(stringText(bytes, span.from, span.to).slice(0, LONGEST_NAME));
    return this.#lastNumber;
  }

  #isLast(bytes: Buffer, span: Span): boolean {
    const last = this.#last;
    for (let index = 0; index < last.length; index++) {
      if (bytes[span.from + index] !== last[index]) return false;
    }
    return true;
  }

  #number(text: string | null): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
