import { execFileSync } from 'node:child_process';

/** OpenSSL 3; where the system's own is another program, the environment names it. */
const OPENSSL = process.env['OPENSSL'] ?? 'openssl';

/** Runs the OpenSSL command line: the implementation that the tests hold ours against. */
export function openssl(args: readonly string[], input: Buffer = Buffer.alloc(0)): Buffer {
  return execFileSync(OPENSSL, [...args], { input, stdio: ['pipe', 'pipe', 'pipe'] });
}

function sha256(text: string): Buffer {
  return openssl(['dgst', '-sha256', '-binary'], Buffer.from(text));
}

/** PBKDF2-HMAC-SHA1 with Chromium's salt, 16 bytes. */
export function cbcKey(password: string, rounds: number): Buffer {
  const pass = Buffer.from(password).toString('hex');
  const options = [`hexpass:${pass}`, 'salt:saltysalt', 'digest:SHA1', `iter:${rounds}`];
  const out = openssl(['kdf', '-keylen', '16', ...options.flatMap((o) => ['-kdfopt', o]), 'PBKDF2']);
  return Buffer.from(out.toString().trim().replaceAll(':', ''), 'hex');
}

/** An `encrypted_value` of Linux or macOS: prefix and AES-128-CBC over the (bound) plaintext. */
export function cbcValue(
  value: string,
  { prefix, key, boundTo }: { prefix: string; key: Buffer; boundTo: string | null },
): Buffer {
  const plaintext = Buffer.concat([boundTo === null ? Buffer.alloc(0) : sha256(boundTo), Buffer.from(value)]);
  const iv = '20'.repeat(16);
  const ciphertext = openssl(['enc', '-aes-128-cbc', '-K', key.toString('hex'), '-iv', iv], plaintext);
  return Buffer.concat([Buffer.from(prefix), ciphertext]);
}

/**
 * An `encrypted_value` of Windows. The command line has no GCM, so it is put together from its parts as
 * NIST SP 800-38D describes them: OpenSSL's AES-CTR for the text, OpenSSL's AES-ECB for the hash key and
 * the mask of the tag, GHASH by hand.
 */
export function gcmValue(
  value: string,
  { key, nonce, boundTo }: { key: Buffer; nonce: Buffer; boundTo: string | null },
): Buffer {
  const plaintext = Buffer.concat([boundTo === null ? Buffer.alloc(0) : sha256(boundTo), Buffer.from(value)]);
  const ecb = (block: Buffer): Buffer =>
    openssl(['enc', '-aes-256-ecb', '-nopad', '-K', key.toString('hex')], block);
  const counter = (n: number): string => `${nonce.toString('hex')}${n.toString(16).padStart(8, '0')}`;
  const ciphertext = openssl(
    ['enc', '-aes-256-ctr', '-K', key.toString('hex'), '-iv', counter(2)],
    plaintext,
  );
  const hashKey = toBigInt(ecb(Buffer.alloc(16)));
  const mask = toBigInt(ecb(Buffer.from(counter(1), 'hex')));
  const tag = ghash(ciphertext, hashKey) ^ mask;
  return Buffer.concat([Buffer.from('v10'), nonce, ciphertext, fromBigInt(tag)]);
}

function ghash(ciphertext: Buffer, hashKey: bigint): bigint {
  let state = 0n;
  for (let at = 0; at < ciphertext.length; at += 16) {
    const block = Buffer.alloc(16);
    ciphertext.copy(block, 0, at, at + 16);
    state = multiply(state ^ toBigInt(block), hashKey);
  }
  return multiply(state ^ BigInt(ciphertext.length * 8), hashKey);
}

/** Multiplication in GF(2^128), bits numbered from the left. */
function multiply(x: bigint, y: bigint): bigint {
  const reduction = 0xe1n << 120n;
  let product = 0n;
  let factor = y;
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((x >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ reduction : factor >> 1n;
  }
  return product;
}

function toBigInt(block: Buffer): bigint {
  return BigInt(`0x${block.toString('hex')}`);
}

function fromBigInt(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}
