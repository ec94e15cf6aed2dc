import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChromiumStore } from '../../../../apps/meter/src/collect/cookies/chromium-store.ts';
import { decryptCbc, deriveCbcKey } from '../../../../apps/meter/src/collect/cookies/decrypt-cbc.ts';
import { decryptGcm } from '../../../../apps/meter/src/collect/cookies/decrypt-gcm.ts';
import {
  isSendable,
  openPlaintext,
  readEncryptedValue,
} from '../../../../apps/meter/src/collect/cookies/encrypted-value.ts';
import {
  parseContainers,
  parseOriginAttributes,
} from '../../../../apps/meter/src/collect/cookies/firefox-containers.ts';
import { readFirefoxStore } from '../../../../apps/meter/src/collect/cookies/firefox-store.ts';
import { readLocalStateKey } from '../../../../apps/meter/src/collect/cookies/local-state-key.ts';
import { parseProfilesIni } from '../../../../apps/meter/src/collect/cookies/profiles-ini.ts';
import {
  makeChromiumStore,
  makeFirefoxStore,
} from '../../../../apps/meter/src/collect/cookies/testing/make-stores.ts';
import type { Target } from '../fuzz.ts';
import { scratchFolder } from '../scratch.ts';

const folder = scratchFolder('stores');
const KEY = deriveCbcKey('peanuts', 1);
const HOST = '.claude.ai';
const HOSTS = new Set(['claude.ai', HOST]);

function chromiumStore(): Buffer {
  const path = join(folder, 'seed-chromium');
  const sealed = Buffer.concat([Buffer.from('v10'), Buffer.alloc(48, 7)]);
  const rows = [HOST, 'claude.ai', '.example.com'].map((host, index) => ({
    host,
    name: `c${index}`,
    encrypted: sealed,
  }));
  makeChromiumStore(path, [
    ...rows,
    { host: HOST, name: 'plain', encrypted: Buffer.alloc(0), plain: 'v' },
  ]).close();
  return readFileSync(path);
}

function firefoxStore(): Buffer {
  const path = join(folder, 'seed-firefox');
  makeFirefoxStore(path, [
    { host: HOST, name: 'sessionKey', value: 'v', attributes: '^userContextId=2' },
    { host: 'example.com', name: 'other', value: 'secret' },
  ]).close();
  return readFileSync(path);
}

/** A cookie store of the Chromium family, damaged or made by somebody else. */
export const CHROMIUM_STORES: Target = {
  name: 'Chromium cookie store',
  seeds: [chromiumStore()],
  check(input) {
    const copy = asFile(input);
    const read = readChromiumStore(copy);
    if (read.kind !== 'read') return;
    for (const { host, value } of read.value.cookies) {
      if (!HOSTS.has(host)) throw new Error('a row of another site was read');
      if (value.scheme === 'encrypted' && value.prefix === 'v10') open(value.ciphertext);
    }
  },
};

export const FIREFOX_STORES: Target = {
  name: 'Firefox cookie store',
  seeds: [firefoxStore()],
  check(input) {
    const read = readFirefoxStore(asFile(input));
    if (read.kind !== 'read') return;
    for (const rows of read.value.values()) {
      if (rows.some(({ host }) => !HOSTS.has(host))) throw new Error('a row of another site was read');
    }
  },
};

/** What stands encrypted in a row, and what it decrypts to. */
export const COOKIE_VALUES: Target = {
  name: 'encrypted cookie values',
  seeds: [
    Buffer.concat([Buffer.from('v10'), Buffer.alloc(32, 1)]),
    Buffer.concat([createHash('sha256').update(HOST).digest(), Buffer.from('sk-ant-sid01-x')]),
    Buffer.from([1, 0, 0, 0, 0xd0, 0x8c, 0x9d, 0xdf, 1, 2, 3]),
  ],
  check(input) {
    const read = readEncryptedValue('', input);
    if (read.scheme === 'encrypted') {
      open(read.ciphertext);
      decryptGcm(read.ciphertext, Buffer.alloc(32, 3), HOST);
      decryptGcm(read.ciphertext, KEY, HOST);
    }
    for (const authenticated of [true, false]) {
      const opened = openPlaintext(input, HOST, authenticated);
      if (opened.kind === 'value' && !isSendable(opened.value))
        throw new Error('a header would be split by it');
    }
  },
};

/** The text files beside the stores. */
export const PROFILE_FILES: Target = {
  name: 'profile files of browsers',
  seeds: [
    '[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\n[Install1]\nDefault=abc.default\n',
    '{"identities":[{"userContextId":1,"name":"Work","l10nId":"user-context-work"}]}',
    `{"os_crypt":{"encrypted_key":"${Buffer.from('DPAPIblob').toString('base64')}"}}`,
    '^userContextId=3&partitionKey=%28https%2Cclaude.ai%29',
  ].map((text) => Buffer.from(text)),
  check(input) {
    const text = input.toString();
    for (const platform of ['linux', 'darwin', 'win32'] as const) parseProfilesIni(text, '/home/a', platform);
    for (const id of parseContainers(text).keys())
      if (typeof id !== 'number') throw new Error('no container');
    const origin = parseOriginAttributes(text);
    if (origin !== null && !(origin.containerId >= 0)) throw new Error(`container ${origin.containerId}`);
    readLocalStateKey(text);
  },
};

function open(ciphertext: Buffer): void {
  const opened = decryptCbc(ciphertext, KEY, HOST);
  if (opened.kind === 'value' && !isSendable(opened.value)) throw new Error('a header would be split by it');
}

let files = 0;
function asFile(input: Buffer): string {
  files = (files + 1) % 50;
  const path = join(folder, `case-${files}`);
  for (const suffix of ['-wal', '-journal']) copyFileSync('/dev/null', path + suffix);
  writeFileSync(path, input);
  return path;
}
