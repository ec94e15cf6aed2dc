import type { Buffer } from 'node:buffer';
import type { UsageLine } from '@claude-meter/sources';
import { SpanNames } from './span-names.ts';

export interface ContextTexts {
  session: string | null;
  cwd: string | null;
  branch: string | null;
}

/** Numbers for the models and contexts of the rows of one file after another. */
export class RowNames {
  readonly #models = new SpanNames();
  readonly #sessions = new SpanNames();
  readonly #cwds = new SpanNames();
  readonly #branches = new SpanNames();
  #contexts: ContextTexts[] = [];
  readonly #contextNumbers = new Map<string, number>();
  #last: [session: number, cwd: number, branch: number] = [-1, -1, -1];
  #lastContext = -1;

  modelOf(line: UsageLine, bytes: Buffer): number {
    return this.#models.numberOf(bytes, line.model);
  }

  contextOf(line: UsageLine, bytes: Buffer): number {
    const session = this.#sessions.numberOf(bytes, line.session);
    const cwd = this.#cwds.numberOf(bytes, line.cwd);
    const branch = this.#branches.numberOf(bytes, line.branch);
    if (
      this.#lastContext !== -1 &&
      this.#last[0] === session &&
      this.#last[1] === cwd &&
      this.#last[2] === branch
    ) {
      return this.#lastContext;
    }
    this.#last = [session, cwd, branch];
    const key = `${session}/${cwd}/${branch}`;
    const known = this.#contextNumbers.get(key);
    if (known !== undefined) {
      this.#lastContext = known;
      return known;
    }
    const texts = {
      session: this.#sessions.texts[session] ?? null,
      cwd: this.#cwds.texts[cwd] ?? null,
      branch: this.#branches.texts[branch] ?? null,
    };
    this.#contextNumbers.set(key, this.#contexts.length);
    this.#lastContext = this.#contexts.push(texts) - 1;
    return this.#lastContext;
  }

  /** Hands out what the numbers stand for and begins anew. */
  take(): { models: (string | null)[]; contexts: ContextTexts[] } {
    const taken = { models: this.#models.take(), contexts: this.#contexts };
    for (const names of [this.#sessions, this.#cwds, this.#branches]) names.take();
    this.#contexts = [];
    this.#contextNumbers.clear();
    this.#lastContext = -1;
    return taken;
  }
}
