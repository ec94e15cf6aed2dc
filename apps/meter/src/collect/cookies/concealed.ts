import { inspect } from 'node:util';

const MASK = '[concealed]';

/**
 * A key or password in memory. Printing, logging, serialising or inspecting it shows a mask: the value
 * comes out by `reveal()` alone, so every place that sees it can be found by that word.
 */
export class Concealed<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
