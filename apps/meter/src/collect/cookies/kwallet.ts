import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { Concealed } from './concealed.ts';
import type { KeyAnswer } from './key-source.ts';
import type { SessionBus } from './session-bus.ts';

/** The newest first; a Plasma 6 desktop may run both. */
const DAEMONS = ['kwalletd6', 'kwalletd5'] as const;
/** Our own name, so that KWallet's list of connected programs tells the truth. */
const APP = 'claude-meter';
const store = 'kwallet';

type Ask = (member: string, signature: string, body: unknown[]) => Promise<unknown>;

export interface KWalletRequest {
  walletNames: readonly string[];
  /** Whether KWallet is set to ask on the screen before it lets a program in (`kwalletPrompts`). */
  prompts: boolean;
}

/**
 * Looks for a browser's password in KWallet. Nothing here can show a question: a daemon that does not run
 * is not started, a wallet that is closed stays closed, and one that would ask before letting a new
 * program in is left alone.
 */
export async function askKWallet(bus: SessionBus, request: KWalletRequest): Promise<KeyAnswer> {
  let answer: KeyAnswer = { kind: 'missing', store };
  for (const daemon of DAEMONS) {
    const name = `org.kde.${daemon}`;
    if (!(await bus.hasOwner(name))) continue;
    const ask: Ask = async (member, signature, body) => {
      const call = { destination: name, path: `/modules/${daemon}`, interface: 'org.kde.KWallet', member };
      return (await bus.call({ ...call, signature, body }))[0];
    };
    const one = await askDaemon(ask, request);
    if (one.kind === 'found') return one;
    if (one.kind !== 'missing') answer = one;
  }
  return answer;
}

async function askDaemon(ask: Ask, { walletNames, prompts }: KWalletRequest): Promise<KeyAnswer> {
  if ((await ask('isEnabled', '', [])) !== true) return { kind: 'missing', store };
  const wallet = await ask('networkWallet', '', []);
  if (typeof wallet !== 'string' || wallet === '') return { kind: 'missing', store };
  if ((await ask('isOpen', 's', [wallet])) !== true) return { kind: 'locked', store };
  const entries = [];
  for (const name of walletNames) {
    const entry = [`${name} Keys`, `${name} Safe Storage`];
    if ((await ask('keyDoesNotExist', 'sss', [wallet, ...entry])) === false) entries.push(entry);
  }
  if (entries.length === 0) return { kind: 'missing', store };
  if (prompts) return { kind: 'failed', store, reason: 'KWallet is set to ask on the screen first' };
  return await readEntries(ask, wallet, entries);
}

async function readEntries(ask: Ask, wallet: string, entries: readonly string[][]): Promise<KeyAnswer> {
  const handle = await ask('open', 'sxs', [wallet, 0n, APP]);
  if (typeof handle !== 'number' || handle < 0) return { kind: 'denied', store };
  try {
    const secrets = [];
    for (const entry of entries) {
      const password = await ask('readPassword', 'isss', [handle, ...entry, APP]);
      if (typeof password === 'string' && password !== '') secrets.push(new Concealed(Buffer.from(password)));
    }
    return secrets.length > 0 ? { kind: 'found', store, secrets } : { kind: 'missing', store };
  } finally {
    // Not forced: the wallet stays open for everybody else.
    await ask('close', 'ibs', [handle, false, APP]).catch(() => {});
  }
}

/**
 * Whether KWallet asks on the screen before it lets a program into an open wallet: `Prompt on Open` in
 * `kwalletrc`, off unless switched on. The user's file goes before the system's.
 */
export async function kwalletPrompts(dirs: {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}): Promise<boolean> {
  const own = dirs.env['XDG_CONFIG_HOME'] || posix.join(dirs.home, '.config');
  const system = (dirs.env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':');
  for (const dir of [own, ...system]) {
    const text = await readFile(posix.join(dir, 'kwalletrc'), 'utf8').catch(() => '');
    const set = promptOnOpen(text);
    if (set !== null) return set;
  }
  return false;
}

/** The `Prompt on Open` entry of the `[Wallet]` section; null when it is not there. */
export function promptOnOpen(kwalletrc: string): boolean | null {
  const section = /^\[Wallet\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(kwalletrc)?.[1] ?? '';
  const value = /^\s*Prompt on Open(?:\[\$i\])?\s*=\s*(\S+)\s*$/m.exec(section)?.[1];
  return value === undefined ? null : /^(true|1|yes|on)$/i.test(value);
}
