import type { Platform } from './chromium-browsers.ts';
import { copyBase } from './copy-base.ts';
import { describeFinding } from './describe-finding.ts';
import type { PlaceOutcome } from './judge-login.ts';
import type { KeySource } from './key-source.ts';
import { type CookieStore, listStores } from './list-stores.ts';
import { storeSignature, sweepPrivateCopies } from './private-copy.ts';
import { rememberKeys } from './remember-keys.ts';
import type { FoundSessions } from './session.ts';
import { systemKeys } from './system-keys.ts';

export interface SessionFinderOptions {
  platform: Platform;
  /** The user's home, absolute. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  /**
   * Where decryption keys come from.
   * @default the key stores of this machine
   */
  keys?: KeySource;
  /**
   * Folder for private copies; must exist.
   * @default the session's runtime folder, else the temporary folder
   */
  base?: string;
}

export interface FindOptions {
  /**
   * Browsers to look into, by name (`Chromium`, `Firefox`, …); null for all.
   * @default null
   */
  browsers?: readonly string[] | null;
  /**
   * False: find what can be found without asking a key store for anything.
   * @default true
   */
  keyStores?: boolean;
  /**
   * True: a key store that refused lately is asked again; on macOS that may show a question.
   * @default false
   */
  retryRefusals?: boolean;
  signal?: AbortSignal | undefined;
}

export interface SessionFinder {
  /**
   * Looks through every cookie store on disk. Rejects only when aborted; all that can be wrong with a
   * store is a finding.
   */
  find(options?: FindOptions): Promise<FoundSessions>;
}

/** Findings that only a change of the store, or time, can change: the store need not be read again. */
const SETTLED = new Set(['session', 'no_claude_cookies', 'anonymous', 'expired']);

/**
 * Makes a finder that remembers, for as long as it lives: keys, refusals, and what an unchanged store
 * said. Does no I/O until asked.
 */
export function createSessionFinder(options: SessionFinderOptions): SessionFinder {
  const keys = rememberKeys(options.keys ?? systemKeys(options), options.now);
  const settled = new Map<string, { signature: string; outcomes: PlaceOutcome[] }>();
  let swept = false;

  const look = async (store: CookieStore, base: string, find: FindOptions): Promise<PlaceOutcome[]> => {
    const { platform, now } = options;
    const signature = await storeSignature(store.path);
    const kept = settled.get(store.path);
    if (kept?.signature === signature && kept?.outcomes.every((one) => now() < one.goodUntil)) {
      return kept.outcomes;
    }
    const allowed = find.keyStores === false ? null : keys;
    const outcomes = await store.read({ platform, now: now(), base, keys: allowed, signal: find.signal });
    if (signature !== null && outcomes.every((one) => SETTLED.has(one.detail.kind))) {
      settled.set(store.path, { signature, outcomes });
    } else {
      settled.delete(store.path);
    }
    return outcomes;
  };

  return {
    async find(find = {}) {
      const base = options.base ?? copyBase(options.env);
      if (!swept) await sweepPrivateCopies(base, { now: options.now() });
      swept = true;
      if (find.retryRefusals) keys.forgetRefusals();
      const found: FoundSessions = { sessions: [], findings: [] };
      for (const store of await listStores(options, find.browsers ?? null)) {
        find.signal?.throwIfAborted();
        for (const { place, detail, session } of await look(store, base, find)) {
          if (session !== null) found.sessions.push(session);
          found.findings.push(describeFinding(place, detail));
        }
      }
      return found;
    },
  };
}

/** One look without memory, for a command that runs once. */
export function findSessions(options: SessionFinderOptions & FindOptions): Promise<FoundSessions> {
  return createSessionFinder(options).find(options);
}
