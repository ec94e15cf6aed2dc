import type { KeyAnswer, KeyRefusal, KeyRequest, KeySource } from './key-source.ts';
import { askKWallet, kwalletPrompts } from './kwallet.ts';
import { askKeychain } from './mac-keychain.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { askSecretService } from './secret-service.ts';
import type { KeyStore } from './session.ts';
import { type BusOutcome, sessionBusAddress, withSessionBus } from './session-bus.ts';
import { askDpapi } from './windows-dpapi.ts';

/** A keyring answers in some 15 ms; one that takes this long is waiting for somebody. */
const BUS_LIMIT_MS = 3000;

export interface SystemKeysOptions {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  run?: RunCommand;
}

/** The key stores of this machine. */
export function systemKeys({ home, env, run = runCommand }: SystemKeysOptions): KeySource {
  return {
    async ask(request, { signal }) {
      switch (request.kind) {
        case 'keychain':
          return askKeychain(request, run, signal);
        case 'dpapi':
          return askDpapi(
            { blob: request.blob, systemRoot: env['SystemRoot'] || 'C:\\Windows' },
            run,
            signal,
          );
        case 'linux_keyring':
          return askLinux(request, { home, env, signal });
      }
    },
  };
}

interface LinuxOptions extends Pick<SystemKeysOptions, 'home' | 'env'> {
  signal?: AbortSignal | undefined;
}

async function askLinux(
  request: Extract<KeyRequest, { kind: 'linux_keyring' }>,
  { home, env, signal }: LinuxOptions,
): Promise<KeyAnswer> {
  const address = sessionBusAddress(env);
  if (address === null) return { kind: 'failed', store: 'keyring', reason: 'no session bus' };
  const limits = { limitMs: BUS_LIMIT_MS, signal };
  const first = answerOf(
    'secret_service',
    await withSessionBus(address, (bus) => askSecretService(bus, request.applications), limits),
  );
  if (first.kind === 'found') return first;
  const prompts = await kwalletPrompts({ home, env });
  const { walletNames } = request;
  const second = answerOf(
    'kwallet',
    await withSessionBus(address, (bus) => askKWallet(bus, { walletNames, prompts }), limits),
  );
  return second.kind === 'found' ? second : moreTelling(first, second);
}

function answerOf(store: KeyStore, outcome: BusOutcome<KeyAnswer>): KeyAnswer {
  switch (outcome.kind) {
    case 'done':
      return outcome.value;
    case 'timeout':
      return { kind: 'timeout', store };
    case 'failed':
      // The collection was locked between the search and the reading.
      if (outcome.name === 'org.freedesktop.Secret.Error.IsLocked') return { kind: 'locked', store };
      return { kind: 'failed', store, reason: outcome.name };
  }
}

const TELLING: readonly KeyRefusal['kind'][] = ['locked', 'denied', 'timeout', 'failed', 'missing'];

/** Of two refusals the one that names an obstacle: "locked" says more than "not there". */
function moreTelling(a: KeyRefusal, b: KeyRefusal): KeyRefusal {
  if (a.kind === 'missing' && b.kind === 'missing') return { kind: 'missing', store: 'keyring' };
  return TELLING.indexOf(a.kind) <= TELLING.indexOf(b.kind) ? a : b;
}
