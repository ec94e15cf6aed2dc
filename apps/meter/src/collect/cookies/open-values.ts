import type { ChromiumBrowser, Platform } from './chromium-browsers.ts';
import { CBC_ROUNDS, decryptCbc, deriveCbcKey, LINUX_V10_PASSWORD } from './decrypt-cbc.ts';
import { decryptGcm } from './decrypt-gcm.ts';
import type { EncryptedValue, Opened } from './encrypted-value.ts';
import { type KeyAnswer, type KeyRequest, type KeySource, keyStoreOf } from './key-source.ts';
import { readLocalStateKey } from './local-state-key.ts';
import type { StoredCookie } from './sent-cookies.ts';
import type { FindingDetail, KeyStore } from './session.ts';

type Row = StoredCookie<EncryptedValue>;
/** AES keys that may fit, by the prefix of the value. */
type KeysByPrefix = ReadonlyMap<string, readonly Buffer[]>;

export interface OpenContext {
  platform: Platform;
  browser: ChromiumBrowser;
  /** Null: key stores must not be touched now. */
  keys: KeySource | null;
  /** Text of `Local State` beside the profiles, where Windows keeps its protected key. */
  localState: () => Promise<string>;
  signal?: AbortSignal | undefined;
}

export type Opener =
  /** Opens values; null for one that no key at hand fits, or that no header can carry. */
  { kind: 'opener'; open: (row: Row) => string | null } | { kind: 'refused'; detail: FindingDetail };

/**
 * Finds the key that the session cookie was encrypted with; proof is that it decrypts. Keys that are
 * constants in Chromium are tried first, so that a key store is asked only where nothing else will do.
 */
export async function chooseOpener(sessionKey: Row, context: OpenContext): Promise<Opener> {
  const { platform, keys } = context;
  const builtIn = builtInKeys(platform);
  if (fits(sessionKey, builtIn, platform)) return opener(builtIn, platform);
  const prefix = sessionKey.value.scheme === 'plain' ? 'none' : sessionKey.value.prefix;
  const request = await requestFor(prefix, context);
  if ('detail' in request) return { kind: 'refused', detail: request.detail };
  if (keys === null) {
    return { kind: 'refused', detail: { kind: 'key_not_asked', keyStore: keyStoreOf(request.ask) } };
  }
  let wrong: KeyStore = keyStoreOf(request.ask);
  for (const fresh of [false, true]) {
    const answer = await keys.ask(request.ask, { fresh, signal: context.signal });
    if (answer.kind !== 'found') return { kind: 'refused', detail: refusalDetail(answer) };
    const all = new Map([
      ...builtIn,
      [prefix, [...(builtIn.get(prefix) ?? []), ...aesKeys(answer, platform)]],
    ]);
    if (fits(sessionKey, all, platform)) return opener(all, platform);
    wrong = answer.store;
    // A key out of memory may be an old one (the browser was set up anew): that one case is asked again.
    if (!answer.remembered) break;
  }
  return { kind: 'refused', detail: { kind: 'key_wrong', keyStore: wrong } };
}

/**
 * On Linux `v10` means "no keyring": a constant, or the empty password that some releases fell back to.
 * Those releases wrote `v11` with the empty password too.
 */
function builtInKeys(platform: Platform): KeysByPrefix {
  if (platform !== 'linux') return new Map();
  const [constant, empty] = [LINUX_V10_PASSWORD, ''].map((word) => deriveCbcKey(word, CBC_ROUNDS.linux));
  return constant && empty
    ? new Map([
        ['v10', [constant, empty]],
        ['v11', [empty]],
      ])
    : new Map();
}

async function requestFor(
  prefix: string,
  { platform, browser, localState }: OpenContext,
): Promise<{ ask: KeyRequest } | { detail: FindingDetail }> {
  if (platform === 'linux' && prefix === 'v11') {
    const { applications, walletNames } = browser;
    return { ask: { kind: 'linux_keyring', applications, walletNames } };
  }
  if (platform === 'linux' && prefix === 'v10') return { detail: { kind: 'key_wrong', keyStore: null } };
  if (platform === 'darwin' && prefix === 'v10' && browser.keychain !== null) {
    return { ask: { kind: 'keychain', ...browser.keychain } };
  }
  if (platform === 'win32' && prefix === 'v10') {
    const key = readLocalStateKey(await localState());
    if (key.kind === 'missing') return { detail: { kind: 'key_missing', keyStore: 'dpapi' } };
    return { ask: { kind: 'dpapi', blob: key.blob } };
  }
  if (platform === 'win32' && prefix === 'v20') return { detail: { kind: 'app_bound' } };
  return { detail: { kind: 'scheme_unknown', scheme: prefix } };
}

function aesKeys(answer: Extract<KeyAnswer, { kind: 'found' }>, platform: Platform): Buffer[] {
  return answer.secrets.map((secret) =>
    platform === 'win32' ? secret.reveal() : deriveCbcKey(secret.reveal(), CBC_ROUNDS[platform]),
  );
}

function opener(keys: KeysByPrefix, platform: Platform): Opener {
  return {
    kind: 'opener',
    open: (row) => {
      const opened = openWith(row, keys, platform);
      return opened.kind === 'value' ? opened.value : null;
    },
  };
}

function fits(row: Row, keys: KeysByPrefix, platform: Platform): boolean {
  return openWith(row, keys, platform).kind !== 'wrong_key';
}

/** A value bound to its host by digest goes before one that only looks like a value. */
function openWith({ value, host }: Row, keys: KeysByPrefix, platform: Platform): Opened {
  if (value.scheme === 'plain') return { kind: 'value', value: value.text, bound: false };
  const decrypt = platform === 'win32' ? decryptGcm : decryptCbc;
  const tries = (keys.get(value.prefix) ?? []).map((key) => decrypt(value.ciphertext, key, host));
  return (
    tries.find((opened) => opened.kind === 'value' && opened.bound) ??
    tries.find((opened) => opened.kind !== 'wrong_key') ?? { kind: 'wrong_key' }
  );
}

function refusalDetail(answer: Exclude<KeyAnswer, { kind: 'found' }>): FindingDetail {
  switch (answer.kind) {
    case 'locked':
      return { kind: 'key_locked', keyStore: answer.store };
    case 'missing':
      return { kind: 'key_missing', keyStore: answer.store };
    case 'denied':
      return { kind: 'key_denied', keyStore: answer.store };
    case 'timeout':
      return { kind: 'key_timeout', keyStore: answer.store };
    case 'failed':
      return { kind: 'key_failed', keyStore: answer.store, reason: answer.reason };
  }
}
