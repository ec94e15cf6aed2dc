import { inspect } from 'node:util';

export interface Cookie {
  name: string;
  value: string;
}

/**
 * The cookies of one session, in the order in which the browser would send them. Names may be shown;
 * values leave by `get` and `header` alone, never by printing, serialising or inspecting the jar.
 */
export class CookieJar {
  readonly #cookies: readonly Cookie[];

  constructor(cookies: readonly Cookie[]) {
    this.#cookies = [...cookies];
  }

  get size(): number {
    return this.#cookies.length;
  }

  /** Every name once per cookie, in sending order. */
  names(): string[] {
    return this.#cookies.map((cookie) => cookie.name);
  }

  /** The value of the first cookie of that name: the one a server reads when a name is sent twice. */
  get(name: string): string | null {
    return this.#cookies.find((cookie) => cookie.name === name)?.value ?? null;
  }

  /** The value of the `Cookie` request header. For claude.ai only. */
  header(): string {
    return this.#cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  }

  toString(): string {
    return `[${this.size} cookies: ${this.names().join(', ')}]`;
  }

  toJSON(): { names: string[] } {
    return { names: this.names() };
  }

  [inspect.custom](): string {
    return `CookieJar ${this.toString()}`;
  }
}
