import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CBC_ROUNDS, decryptCbc, deriveCbcKey, LINUX_V10_PASSWORD } from './decrypt-cbc.ts';
import { decryptGcm } from './decrypt-gcm.ts';
import { readEncryptedValue } from './encrypted-value.ts';
import { cbcKey, cbcValue, gcmValue, openssl } from './testing/openssl.ts';

const ORG = '0b6f9d2e-4f64-4a77-9a39-5d5b0f3d6c11';
const body = (value: Buffer): Buffer => value.subarray(3);

describe('AES-128-CBC values of Linux and macOS, encrypted by OpenSSL', () => {
  it.each([
    ['Linux v10', LINUX_V10_PASSWORD, CBC_ROUNDS.linux],
    ['Linux v10, empty password', '', CBC_ROUNDS.linux],
    ['Linux v11', 'q2fXh1mJ0mQ4Jr0cJb2o3A==', CBC_ROUNDS.linux],
    ['macOS v10', 'ZJ0c1oPbBrnLJ4Y1pQm3Ug==', CBC_ROUNDS.darwin],
  ])('%s: the same key, and every value comes back', (_, password, rounds) => {
    const key = cbcKey(password, rounds);
    expect(deriveCbcKey(password, rounds)).toEqual(key);
    for (const [host, boundTo] of [
      ['.claude.ai', '.claude.ai'],
      ['claude.ai', 'claude.ai'],
      ['claude.ai', null],
    ] as const) {
      const sealed = cbcValue(ORG, { prefix: 'v10', key, boundTo });
      expect(decryptCbc(body(sealed), key, host)).toEqual({
        kind: 'value',
        value: ORG,
        bound: boundTo !== null,
      });
    }
  });

  it('does not believe a value that is bound to another host: its digest is no cookie text', () => {
    const key = cbcKey(LINUX_V10_PASSWORD, 1);
    const stolen = cbcValue(ORG, { prefix: 'v10', key, boundTo: '.evil.test' });
    expect(decryptCbc(body(stolen), key, '.claude.ai')).toEqual({ kind: 'wrong_key' });
  });

  it('keeps a value of 32 printable characters and more whole when it is not bound', () => {
    const key = cbcKey(LINUX_V10_PASSWORD, 1);
    const long = 'sk-ant-sid01-'.padEnd(90, 'x');
    const sealed = cbcValue(long, { prefix: 'v10', key, boundTo: null });
    expect(decryptCbc(body(sealed), key, 'claude.ai')).toEqual({ kind: 'value', value: long, bound: false });
  });

  it('says that a proven value which no header can carry is not sendable, not that the key is wrong', () => {
    const key = cbcKey(LINUX_V10_PASSWORD, 1);
    const sealed = cbcValue('two\nlines', { prefix: 'v10', key, boundTo: 'claude.ai' });
    expect(decryptCbc(body(sealed), key, 'claude.ai')).toEqual({ kind: 'not_sendable' });
  });

  it('never takes the output of a wrong key for a value', () => {
    const right = cbcKey('right', 1);
    const sealed = body(cbcValue(ORG, { prefix: 'v11', key: right, boundTo: '.claude.ai' }));
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (password) => {
        fc.pre(password !== 'right');
        expect(decryptCbc(sealed, deriveCbcKey(password, 1), '.claude.ai')).toEqual({ kind: 'wrong_key' });
      }),
    );
  });

  it.each([0, 1, 15, 17])('refuses a ciphertext of %i bytes', (length) => {
    expect(decryptCbc(Buffer.alloc(length), Buffer.alloc(16), 'claude.ai')).toEqual({ kind: 'wrong_key' });
  });
});

describe('AES-256-GCM values of Windows, put together from what OpenSSL computes', () => {
  const key = openssl(['dgst', '-sha256', '-binary'], Buffer.from('a key'));
  const nonce = Buffer.from('000102030405060708090a0b', 'hex');

  it.each([
    ['.claude.ai', '.claude.ai'],
    ['claude.ai', 'claude.ai'],
    ['claude.ai', null],
  ] as const)('host %s, bound to %s: the value comes back', (host, boundTo) => {
    const sealed = gcmValue(ORG, { key, nonce, boundTo });
    expect(decryptGcm(body(sealed), key, host)).toEqual({
      kind: 'value',
      value: ORG,
      bound: boundTo !== null,
    });
  });

  it('refuses a value of which one bit was changed', () => {
    const sealed = body(gcmValue(ORG, { key, nonce, boundTo: '.claude.ai' }));
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        const at = bit >> 3;
        changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
        expect(decryptGcm(changed, key, '.claude.ai')).toEqual({ kind: 'wrong_key' });
      }),
    );
  });

  it.each([
    ['another key', Buffer.alloc(32, 1), 60],
    ['a key of the wrong size', Buffer.alloc(16, 1), 60],
    ['less than nonce and tag', Buffer.alloc(32, 1), 27],
  ])('refuses %s', (_, other, length) => {
    const sealed = body(gcmValue(ORG, { key, nonce, boundTo: null })).subarray(0, length);
    expect(decryptGcm(sealed, other, 'claude.ai')).toEqual({ kind: 'wrong_key' });
  });
});

describe('the two value columns of a row', () => {
  it.each([
    ['text alone', 'abc', Buffer.alloc(0), { scheme: 'plain', text: 'abc' }],
    ['v10', '', Buffer.from('v10xyz'), { prefix: 'v10', ciphertext: Buffer.from('xyz') }],
    ['v20', '', Buffer.from('v20xyz'), { prefix: 'v20', ciphertext: Buffer.from('xyz') }],
    ['oldest Windows', '', Buffer.from('01000000d08c9ddf0115', 'hex'), { prefix: 'dpapi' }],
    ['no prefix', '', Buffer.from('vaults'), { prefix: 'none' }],
  ])('%s', (_, text, encrypted, expected) => {
    expect(readEncryptedValue(text, encrypted)).toMatchObject(expected);
  });
});
