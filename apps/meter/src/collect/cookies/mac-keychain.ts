import { Concealed } from './concealed.ts';
import type { KeyAnswer } from './key-source.ts';
import type { RunCommand } from './run-command.ts';

/** macOS may be asking the user on the screen meanwhile; after this the question is withdrawn. */
const LIMIT_MS = 30_000;

/**
 * `security` ends with the low byte of the OSStatus: -25300 item not found, -25308 interaction not
 * allowed (locked, nobody at the screen), -25315 interaction required, -25293 authorisation failed,
 * -128 cancelled by the user.
 */
const EXIT = {
  notFound: 44,
  noInteraction: 36,
  interactionRequired: 29,
  authFailed: 51,
  cancelled: 128,
} as const;

/** Reads a browser's `… Safe Storage` password from the macOS Keychain through `/usr/bin/security`. */
export async function askKeychain(
  { account, service }: { account: string; service: string },
  run: RunCommand,
  signal?: AbortSignal,
): Promise<KeyAnswer> {
  const outcome = await run({
    file: '/usr/bin/security',
    args: ['find-generic-password', '-wa', account, '-s', service],
    limitMs: LIMIT_MS,
    signal,
  });
  const store = 'keychain';
  if (outcome.kind === 'timeout') return { kind: 'timeout', store };
  if (outcome.kind === 'failed') return { kind: 'failed', store, reason: outcome.reason };
  switch (outcome.code) {
    case 0:
      return passwordFrom(outcome.stdout);
    case EXIT.notFound:
      return { kind: 'missing', store };
    case EXIT.noInteraction:
    case EXIT.interactionRequired:
      return { kind: 'locked', store };
    case EXIT.authFailed:
    case EXIT.cancelled:
      return { kind: 'denied', store };
    default:
      return { kind: 'failed', store, reason: `exit code ${outcome.code}` };
  }
}

function passwordFrom(stdout: Buffer): KeyAnswer {
  const end = stdout.at(-1) === 0x0a ? -1 : undefined;
  const password = stdout.subarray(0, end);
  if (password.length === 0) return { kind: 'missing', store: 'keychain' };
  return { kind: 'found', store: 'keychain', secrets: [new Concealed(password)] };
}
