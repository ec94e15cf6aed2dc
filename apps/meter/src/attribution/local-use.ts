import type { LocalUse } from '@claude-meter/wire';
import type { WorkColumns } from './work-columns.ts';

/** Sums up requests. */
export class UseSum {
  requests = 0;
  tokens = 0;
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;
  readonly contexts: Set<number> = new Set();
  #usd = 0;
  #priced = 0;

  add({ work, usd }: WorkColumns, row: number): void {
    const at = work.at[row] as number;
    this.requests += 1;
    this.tokens +=
      (work.input[row] as number) +
      (work.output[row] as number) +
      (work.cacheWrite5m[row] as number) +
      (work.cacheWrite1h[row] as number) +
      (work.cacheRead[row] as number);
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
    this.contexts.add(work.context[row] as number);
    const price = usd[row] as number;
    if (Number.isNaN(price)) return;
    this.#priced += 1;
    this.#usd += price;
  }

  told(): LocalUse {
    const usd = this.#priced === 0 && this.requests > 0 ? null : Math.round(this.#usd * 1e9) / 1e9;
    return { requests: this.requests, tokens: this.tokens, usd };
  }
}
