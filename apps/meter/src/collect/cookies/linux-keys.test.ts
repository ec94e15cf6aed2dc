import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyAnswer } from './key-source.ts';
import { askKWallet, kwalletPrompts, promptOnOpen } from './kwallet.ts';
import { askSecretService } from './secret-service.ts';
import type { BusCall, SessionBus } from './session-bus.ts';
import { sessionBusAddress } from './session-bus.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

function shown(answer: KeyAnswer): unknown {
  return answer.kind === 'found' ? answer.secrets.map((secret) => secret.reveal().toString()) : answer;
}

interface Item {
  locked?: boolean;
  secret: string;
  attributes: Record<string, string>;
}

/** A Secret Service with state, in as far as it is talked to. */
function fakeSecretService(items: Record<string, Item>, running = true) {
  const calls: string[] = [];
  const bus: SessionBus = {
    hasOwner: async () => running,
    variant: (signature, value) => ({ signature, value }),
    call: async ({ member, path, body = [] }: BusCall) => {
      calls.push(member);
      switch (member) {
        case 'SearchItems': {
          const [wanted] = body as [Record<string, string>];
          const found = Object.entries(items).filter(([, { attributes }]) =>
            Object.entries(wanted).every(([name, value]) => attributes[name] === value),
          );
          const paths = (locked: boolean) =>
            found.filter(([, item]) => (item.locked ?? false) === locked).map(([at]) => at);
          return [paths(false), paths(true)];
        }
        case 'Get':
          return [{ signature: 'a{ss}', value: items[path]?.attributes }];
        case 'OpenSession':
          return [{ signature: 's', value: '' }, '/session/1'];
        case 'GetSecrets': {
          const [paths] = body as [string[]];
          const secret = (at: string) => [
            '/session/1',
            Buffer.alloc(0),
            Buffer.from(items[at]?.secret ?? ''),
            'text/plain',
          ];
          return [Object.fromEntries(paths.map((at) => [at, secret(at)]))];
        }
        default:
          return [];
      }
    },
  };
  return { bus, calls };
}

const V2 = { 'xdg:schema': 'chrome_libsecret_os_crypt_password_v2' };
const store = 'secret_service';

describe('the Secret Service', () => {
  it('gives the passwords of the wanted applications, in their order', async () => {
    const { bus, calls } = fakeSecretService({
      '/1': { secret: 'chromium-pw', attributes: { application: 'chromium', ...V2 } },
      '/2': { secret: 'edge-pw', attributes: { application: 'microsoft-edge', ...V2 } },
      '/3': { secret: 'other-pw', attributes: { application: 'brave', ...V2 } },
    });
    expect(shown(await askSecretService(bus, ['microsoft-edge', 'chromium']))).toEqual([
      'edge-pw',
      'chromium-pw',
    ]);
    expect(calls).toContain('Close');
  });

  it('does not read what else an application keeps there', async () => {
    const { bus, calls } = fakeSecretService({
      '/1': {
        secret: 'a site password',
        attributes: { application: 'chrome', 'xdg:schema': 'chrome_libsecret_password' },
      },
    });
    expect(await askSecretService(bus, ['chrome'])).toEqual({ kind: 'missing', store });
    expect(calls).not.toContain('GetSecrets');
  });

  it('says that the item is locked, and never asks to unlock or reads it', async () => {
    const { bus, calls } = fakeSecretService({
      '/1': { locked: true, secret: 'pw', attributes: { application: 'chromium', ...V2 } },
    });
    expect(await askSecretService(bus, ['chromium'])).toEqual({ kind: 'locked', store });
    expect(calls).toEqual(['SearchItems']);
  });

  it('calls nothing on a service that does not run', async () => {
    const { bus, calls } = fakeSecretService({}, false);
    expect(await askSecretService(bus, ['chromium'])).toEqual({ kind: 'missing', store });
    expect(calls).toEqual([]);
  });
});

interface Wallet {
  running: string[];
  enabled?: boolean;
  open?: boolean;
  handle?: number;
  entries?: Record<string, string>;
}

function fakeKWallet({ running, enabled = true, open = true, handle = 7, entries = {} }: Wallet) {
  const calls: string[] = [];
  const bus: SessionBus = {
    hasOwner: async (name) => running.includes(name),
    variant: () => null,
    call: async ({ member, body = [] }: BusCall) => {
      calls.push(member);
      const entry = body.slice(1, 3).join('/');
      const answers: Record<string, unknown> = {
        isEnabled: enabled,
        networkWallet: 'kdewallet',
        isOpen: open,
        keyDoesNotExist: !(entry in entries),
        open: handle,
        readPassword: entries[entry] ?? '',
        close: 0,
      };
      return [answers[member]];
    },
  };
  return { bus, calls };
}

const CHROMIUM_ENTRY = { 'Chromium Keys/Chromium Safe Storage': 'wallet-pw' };

describe('KWallet', () => {
  it.each(['org.kde.kwalletd5', 'org.kde.kwalletd6'])(
    'gives the password from %s and lets go of the wallet',
    async (name) => {
      const { bus, calls } = fakeKWallet({ running: [name], entries: CHROMIUM_ENTRY });
      expect(shown(await askKWallet(bus, { walletNames: ['Chromium'], prompts: false }))).toEqual([
        'wallet-pw',
      ]);
      expect(calls.at(-1)).toBe('close');
    },
  );

  it.each<[string, Wallet, boolean, unknown]>([
    ['nothing runs', { running: [] }, false, { kind: 'missing', store: 'kwallet' }],
    [
      'switched off',
      { running: ['org.kde.kwalletd6'], enabled: false },
      false,
      { kind: 'missing', store: 'kwallet' },
    ],
    [
      'closed',
      { running: ['org.kde.kwalletd6'], open: false, entries: CHROMIUM_ENTRY },
      false,
      { kind: 'locked', store: 'kwallet' },
    ],
    ['no entry', { running: ['org.kde.kwalletd6'] }, false, { kind: 'missing', store: 'kwallet' }],
    [
      'would ask on the screen',
      { running: ['org.kde.kwalletd6'], entries: CHROMIUM_ENTRY },
      true,
      { kind: 'failed', store: 'kwallet', reason: 'KWallet is set to ask on the screen first' },
    ],
  ])('%s: says so, and opens nothing', async (_, wallet, prompts, expected) => {
    const { bus, calls } = fakeKWallet(wallet);
    expect(await askKWallet(bus, { walletNames: ['Chromium'], prompts })).toEqual(expected);
    expect(calls).not.toContain('open');
  });

  it('says that it was refused', async () => {
    const { bus } = fakeKWallet({ running: ['org.kde.kwalletd5'], handle: -1, entries: CHROMIUM_ENTRY });
    expect(await askKWallet(bus, { walletNames: ['Chromium'], prompts: false })).toEqual({
      kind: 'denied',
      store: 'kwallet',
    });
  });
});

describe('whether KWallet asks on the screen', () => {
  it.each([
    ['[Wallet]\nPrompt on Open=true\n', true],
    ['[Wallet]\nEnabled=true\nPrompt on Open=false\n', false],
    ['[Auto Allow]\nx=y\n\n[Wallet]\nPrompt on Open=TRUE', true],
    ['[Wallet]\nEnabled=true\n[Other]\nPrompt on Open=true\n', null],
    ['', null],
  ])('%j → %s', (text, expected) => {
    expect(promptOnOpen(text)).toBe(expected);
  });

  it("takes the user's word before the system's, and no word for no", async () => {
    const home = temporaryFolder(onTestFinished);
    const system = join(home, 'xdg');
    const env = { XDG_CONFIG_DIRS: system };
    const write = (path: string, on: boolean) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `[Wallet]\nPrompt on Open=${on}\n`);
    };
    expect(await kwalletPrompts({ home, env })).toBe(false);
    write(join(system, 'kwalletrc'), true);
    expect(await kwalletPrompts({ home, env })).toBe(true);
    write(join(home, '.config', 'kwalletrc'), false);
    expect(await kwalletPrompts({ home, env })).toBe(false);
  });
});

describe('the address of the session bus', () => {
  it.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1/bus' }, 'unix:path=/run/user/1/bus'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=example.com,port=1;unix:abstract=x' }, 'unix:abstract=x'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unixexec:path=/bin/sh' }, null],
    [{ XDG_RUNTIME_DIR: '/nowhere' }, null],
    [{}, null],
  ])('%j → %s', (env, expected) => {
    expect(sessionBusAddress(env)).toBe(expected);
  });
});
