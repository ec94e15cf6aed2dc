import { randomBytes } from 'node:crypto';

/** How long a sign-in lasts, in simulated ms: four weeks, as the cookie's Max-Age says. */
export const SESSION_LIFETIME_MS = 28 * 86_400_000;

export interface Session {
  /** `s1`, `s2` …: names the session in the record without being the secret. */
  id: string;
  /** The value of the `sessionKey` cookie. */
  key: string;
  email: string;
  /** Simulated ms. */
  begunAt: number;
}

/** Who is signed in. */
export interface Sessions {
  begin(email: string, at: number): Session;
  /** The session of a key that is known and has neither expired nor been ended. */
  find(key: string, at: number): Session | undefined;
  end(key: string): void;
  /** Ends every session of the account that began before `at`; says how many. */
  endAllOf(email: string, at?: number): number;
  countOf(email: string): number;
}

export function createSessions(): Sessions {
  const byKey = new Map<string, Session>();
  let begun = 0;

  return {
    begin(email, at) {
      begun += 1;
      const key = `sk-ant-sid01-${randomBytes(64).toString('base64url')}-${randomBytes(6).toString('base64url')}AA`;
      const session = { id: `s${begun}`, key, email, begunAt: at };
      byKey.set(key, session);
      return session;
    },
    find(key, at) {
      const session = byKey.get(key);
      if (session && at - session.begunAt >= SESSION_LIFETIME_MS) {
        byKey.delete(key);
        return undefined;
      }
      return session;
    },
    end(key) {
      byKey.delete(key);
    },
    endAllOf(email, at = Number.POSITIVE_INFINITY) {
      const ending = [...byKey.values()].filter((session) => session.email === email && session.begunAt < at);
      for (const { key } of ending) byKey.delete(key);
      return ending.length;
    },
    countOf: (email) => [...byKey.values()].filter((session) => session.email === email).length,
  };
}
