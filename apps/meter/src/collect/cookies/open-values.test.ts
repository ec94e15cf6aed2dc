import { describe, expect, it } from 'vitest';
import { CHROMIUM_BROWSERS, type ChromiumBrowser, type Platform } from './chromium-browsers.ts';
import { Concealed } from './concealed.ts';
import { type EncryptedValue, readEncryptedValue } from './encrypted-value.ts';
import type { KeyAnswer, KeyRequest } from './key-source.ts';
import { readLocalStateKey } from './local-state-key.ts';
import { chooseOpener } from './open-values.ts';
import type { StoredCookie } from './sent-cookies.ts';
import { cbcKey, cbcValue, gcmValue, openssl } from './testing/openssl.ts';

const HOST = '.claude.ai';
const AES_KEY = openssl(['dgst', '-sha256', '-binary'], Buffer.from('windows key'));
const NONCE = Buffer.alloc(12, 9);
const BLOB = Buffer.from('01000000d08c9ddf0115d1118c7a', 'hex');
const LOCAL_STATE = JSON.stringify({
  os_crypt: { encrypted_key: Buffer.concat([Buffer.from('DPAPI'), BLOB]).toString('base64') },
});

const row = (encrypted: Buffer, host = HOST): StoredCookie<EncryptedValue> => ({
  host,
  name: 'sessionKey',
  path: '/',
  expiresAt: null,
  createdAt: 0,
  updatedAt: null,
  value: readEncryptedValue('', encrypted),
});

function browser(name: string): ChromiumBrowser {
  const found = CHROMIUM_BROWSERS.find((one) => one.name === name);
  if (!found) throw new Error(`no browser ${JSON.stringify(name)} in the table`);
  return found;
}

async function choose(
  platform: Platform,
  encrypted: Buffer,
  { answer, localState = LOCAL_STATE }: { answer?: KeyAnswer; localState?: string } = {},
) {
  const asked: KeyRequest[] = [];
  const keys = {
    ask: async (request: KeyRequest): Promise<KeyAnswer> => {
      asked.push(request);
      return answer ?? { kind: 'missing', store: 'dpapi' };
    },
  };
  const opener = await chooseOpener(row(encrypted), {
    platform,
    browser: browser('Edge'),
    keys,
    localState: async () => localState,
  });
  return { opener, asked };
}

const found = (secret: Buffer): KeyAnswer => ({
  kind: 'found',
  store: 'dpapi',
  secrets: [new Concealed(secret)],
});

describe('the way to a value on Windows', () => {
  it('v10: the key of Local State, unprotected by Windows, opens every row', async () => {
    const sealed = gcmValue('sk-1', { key: AES_KEY, nonce: NONCE, boundTo: HOST });
    const { opener, asked } = await choose('win32', sealed, { answer: found(AES_KEY) });
    expect(asked).toEqual([{ kind: 'dpapi', blob: BLOB }]);
    if (opener.kind !== 'opener') throw new Error(JSON.stringify(opener));
    expect(opener.open(row(sealed))).toBe('sk-1');
    const hostOnly = gcmValue('x', { key: AES_KEY, nonce: NONCE, boundTo: 'claude.ai' });
    expect(opener.open(row(hostOnly, 'claude.ai'))).toBe('x');
    expect(opener.open(row(Buffer.from('v20app-bound')))).toBeNull();
  });

  it.each<[string, Buffer, string, object]>([
    ['v20', Buffer.from('v20sealed'), LOCAL_STATE, { kind: 'app_bound' }],
    ['v99', Buffer.from('v99sealed'), LOCAL_STATE, { kind: 'scheme_unknown', scheme: 'v99' }],
    [
      'a row from before v10',
      Buffer.concat([BLOB, BLOB]),
      LOCAL_STATE,
      { kind: 'scheme_unknown', scheme: 'dpapi' },
    ],
    ['no Local State', Buffer.from('v10sealed'), '', { kind: 'key_missing', keyStore: 'dpapi' }],
  ])('%s: refused without asking Windows', async (_, sealed, localState, detail) => {
    const { opener, asked } = await choose('win32', sealed, { localState });
    expect(opener).toEqual({ kind: 'refused', detail });
    expect(asked).toEqual([]);
  });

  it('a key of another user does not fit', async () => {
    const sealed = gcmValue('sk-1', { key: AES_KEY, nonce: NONCE, boundTo: HOST });
    const { opener, asked } = await choose('win32', sealed, { answer: found(Buffer.alloc(32)) });
    expect(opener).toEqual({ kind: 'refused', detail: { kind: 'key_wrong', keyStore: 'dpapi' } });
    expect(asked).toHaveLength(1);
  });
});

describe('the way to a value elsewhere', () => {
  it('macOS: v10 is a Keychain matter, even where the password is the constant of Linux', async () => {
    const sealed = cbcValue('sk-1', { prefix: 'v10', key: cbcKey('peanuts', 1), boundTo: HOST });
    const { opener, asked } = await choose('darwin', sealed, {
      answer: { kind: 'denied', store: 'keychain' },
    });
    expect(opener).toEqual({ kind: 'refused', detail: { kind: 'key_denied', keyStore: 'keychain' } });
    expect(asked).toEqual([
      { kind: 'keychain', account: 'Microsoft Edge', service: 'Microsoft Edge Safe Storage' },
    ]);
  });

  it('Linux: of several passwords the one that fits is taken', async () => {
    const sealed = cbcValue('sk-1', { prefix: 'v11', key: cbcKey('right', 1), boundTo: HOST });
    const secrets = ['old', 'right'].map((word) => new Concealed(Buffer.from(word)));
    const { opener } = await choose('linux', sealed, {
      answer: { kind: 'found', store: 'secret_service', secrets },
    });
    expect(opener.kind === 'opener' && opener.open(row(sealed))).toBe('sk-1');
  });
});

describe('Local State', () => {
  it.each([
    ['a protected key', LOCAL_STATE, { kind: 'protected', blob: BLOB }],
    ['another kind of key', JSON.stringify({ os_crypt: { encrypted_key: 'QUJDREVG' } }), { kind: 'missing' }],
    ['the mark alone', JSON.stringify({ os_crypt: { encrypted_key: 'RFBBUEk=' } }), { kind: 'missing' }],
    [
      'only an app-bound key',
      JSON.stringify({ os_crypt: { app_bound_encrypted_key: 'x' } }),
      { kind: 'missing' },
    ],
    ['a number for a key', JSON.stringify({ os_crypt: { encrypted_key: 5 } }), { kind: 'missing' }],
    ['half a file', LOCAL_STATE.slice(0, 20), { kind: 'missing' }],
    ['null', 'null', { kind: 'missing' }],
  ])('%s', (_, text, expected) => {
    expect(readLocalStateKey(text)).toEqual(expected);
  });
});
