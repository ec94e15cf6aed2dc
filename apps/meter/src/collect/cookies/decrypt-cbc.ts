import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { type Opened, openPlaintext } from './encrypted-value.ts';

const SALT = 'saltysalt';
const KEY_BYTES = 16;
const BLOCK_BYTES = 16;
/** Sixteen spaces: Chromium gives every value of Linux and macOS the same one. */
const IV = Buffer.alloc(BLOCK_BYTES, 0x20);

/** PBKDF2 rounds of Chromium's OSCrypt on each platform. */
export const CBC_ROUNDS = { linux: 1, darwin: 1003 } as const;

/** The password of `v10` on Linux, where no keyring is used: a constant in Chromium, so no secret. */
export const LINUX_V10_PASSWORD = 'peanuts';

/** AES-128 key out of the password that a keyring, the Keychain or Chromium itself gives. */
export function deriveCbcKey(password: string | Buffer, rounds: number): Buffer {
  return pbkdf2Sync(password, SALT, rounds, KEY_BYTES, 'sha1');
}

/** Decrypts a `v10`/`v11` value of Linux or macOS: AES-128-CBC with PKCS#7 padding. */
export function decryptCbc(ciphertext: Buffer, key: Buffer, host: string): Opened {
  if (ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0) return { kind: 'wrong_key' };
  const decipher = createDecipheriv('aes-128-cbc', key, IV);
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    // Bad padding is how CBC says "wrong key"; there is nothing else that can fail here.
    return { kind: 'wrong_key' };
  }
  return openPlaintext(plaintext, host, false);
}
