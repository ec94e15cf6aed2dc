import { field } from './json-field.ts';

const DPAPI_MARK = Buffer.from('DPAPI');

export type LocalStateKey =
  | { kind: 'protected'; blob: Buffer }
  /** No key in it, or not in the form that Chromium writes on Windows. */
  | { kind: 'missing' };

/**
 * The DPAPI-protected AES key in a Windows browser's `Local State` (JSON): `os_crypt.encrypted_key`,
 * base64, the word `DPAPI` before the blob. What is returned is still protected.
 */
export function readLocalStateKey(text: string): LocalStateKey {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return { kind: 'missing' };
  }
  const crypt = field(state, 'os_crypt');
  const encoded = field(crypt, 'encrypted_key');
  if (typeof encoded !== 'string') return { kind: 'missing' };
  const bytes = Buffer.from(encoded, 'base64');
  if (!bytes.subarray(0, DPAPI_MARK.length).equals(DPAPI_MARK)) return { kind: 'missing' };
  const blob = bytes.subarray(DPAPI_MARK.length);
  return blob.length === 0 ? { kind: 'missing' } : { kind: 'protected', blob };
}
