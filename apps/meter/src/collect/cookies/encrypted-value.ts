import { createHash } from 'node:crypto';

/** Bytes of an `encrypted_value` before the ciphertext: `v10`, `v11`, `v12`, `v20`, … */
const PREFIX_BYTES = 3;
const HOST_DIGEST_BYTES = 32;
/** What Windows puts before a blob of its own making: a row from before Chromium 80 has no prefix. */
const DPAPI_HEADER = Buffer.from([0x01, 0x00, 0x00, 0x00, 0xd0, 0x8c, 0x9d, 0xdf]);

export type EncryptedValue =
  /** Never encrypted: the store holds the text. */
  | { scheme: 'plain'; text: string }
  /** `prefix` is `v` and two digits, or `dpapi` for the oldest rows of Windows, or `none`. */
  | { scheme: 'encrypted'; prefix: string; ciphertext: Buffer };

/** Takes a row's two columns apart. The prefix is what Chromium wrote, not a guess at the content. */
export function readEncryptedValue(text: string, encrypted: Uint8Array): EncryptedValue {
  if (encrypted.byteLength === 0) return { scheme: 'plain', text };
  const bytes = Buffer.from(encrypted.buffer, encrypted.byteOffset, encrypted.byteLength);
  const prefix = bytes.toString('latin1', 0, PREFIX_BYTES);
  if (/^v\d\d$/.test(prefix)) {
    return { scheme: 'encrypted', prefix, ciphertext: bytes.subarray(PREFIX_BYTES) };
  }
  const isDpapi = bytes.subarray(0, DPAPI_HEADER.length).equals(DPAPI_HEADER);
  return { scheme: 'encrypted', prefix: isDpapi ? 'dpapi' : 'none', ciphertext: bytes };
}

export type Opened =
  /** Decrypted. `bound`: it carried the digest of its own host, which proves the key. */
  | { kind: 'value'; value: string; bound: boolean }
  /** Decrypted and proven, but no header can carry it. */
  | { kind: 'not_sendable' }
  /** Not the key that this value was encrypted with. */
  | { kind: 'wrong_key' };

/**
 * Turns decrypted bytes into a cookie value. Stores of version 24 and later put SHA-256 of the row's own
 * `host_key` before the value; it is recognised by computing it. `authenticated` says that the cipher
 * itself proved the key (GCM); without that and without the digest, only bytes that a cookie may hold
 * are believed: CBC with a wrong key gives valid padding once in 256 times.
 */
export function openPlaintext(plaintext: Buffer, host: string, authenticated: boolean): Opened {
  const digest = createHash('sha256').update(host).digest();
  const bound = plaintext.subarray(0, HOST_DIGEST_BYTES).equals(digest);
  const value = plaintext.subarray(bound ? HOST_DIGEST_BYTES : 0).toString('latin1');
  if (isSendable(value)) return { kind: 'value', value, bound };
  return bound || authenticated ? { kind: 'not_sendable' } : { kind: 'wrong_key' };
}

/** Tab and printable ASCII: what the `Cookie` header of one line can carry as is. */
export function isSendable(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}
