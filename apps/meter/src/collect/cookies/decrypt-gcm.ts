import { createDecipheriv } from 'node:crypto';
import { type Opened, openPlaintext } from './encrypted-value.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Decrypts a `v10` value of Windows: AES-256-GCM, nonce first, tag last. */
export function decryptGcm(sealed: Buffer, key: Buffer, host: string): Opened {
  if (key.length !== KEY_BYTES || sealed.length < NONCE_BYTES + TAG_BYTES) return { kind: 'wrong_key' };
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const ciphertext = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    // The tag does not fit: another key, or a damaged value.
    return { kind: 'wrong_key' };
  }
  return openPlaintext(plaintext, host, true);
}
