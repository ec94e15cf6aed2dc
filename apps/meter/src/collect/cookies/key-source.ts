import type { Concealed } from './concealed.ts';
import type { KeyStore } from './session.ts';

/** What is asked of a key store. Holds no secret: the blob is still protected. */
export type KeyRequest =
  | { kind: 'linux_keyring'; applications: readonly string[]; walletNames: readonly string[] }
  | { kind: 'keychain'; account: string; service: string }
  | { kind: 'dpapi'; blob: Buffer };

/** Why no key came. `store` is the one that said so. */
export type KeyRefusal =
  | { kind: 'locked' | 'missing' | 'denied' | 'timeout'; store: KeyStore }
  | { kind: 'failed'; store: KeyStore; reason: string };

/**
 * `secrets` are tried in order: one browser may have left more than one entry behind. `remembered`: given
 * out of memory, so that asking again may give a newer one.
 */
export type KeyAnswer =
  | { kind: 'found'; store: KeyStore; secrets: readonly Concealed<Buffer>[]; remembered?: true }
  | KeyRefusal;

interface AskOptions {
  /** Ask the key store again even if it answered (or refused) a moment ago. */
  fresh: boolean;
  signal?: AbortSignal | undefined;
}

/** Gives the secret that a browser's cookies are encrypted with. Never throws for a refusal. */
export interface KeySource {
  ask(request: KeyRequest, options: AskOptions): Promise<KeyAnswer>;
}

/** The store that a request will reach first, for words before it was asked. */
export function keyStoreOf(request: KeyRequest): KeyStore {
  return request.kind === 'linux_keyring' ? 'keyring' : request.kind;
}
