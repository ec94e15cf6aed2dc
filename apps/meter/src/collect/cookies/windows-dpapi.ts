import { win32 } from 'node:path';
import { Concealed } from './concealed.ts';
import type { KeyAnswer } from './key-source.ts';
import type { RunCommand } from './run-command.ts';

const LIMIT_MS = 10_000;
const KEY_BYTES = 32;
/** Exit code of the script below when Windows refuses: made for another user or another machine. */
const EXIT_REFUSED = 3;

/**
 * Blob in by standard input, key out by standard output, both base64: neither is seen in a process list.
 * `ProtectedData` is the system's own wrapper of `CryptUnprotectData`; it shows nothing on the screen.
 */
const SCRIPT = [
  "$ErrorActionPreference = 'Stop'",
  'Add-Type -AssemblyName System.Security',
  '$blob = [Convert]::FromBase64String([Console]::In.ReadLine())',
  `try { $key = [Security.Cryptography.ProtectedData]::Unprotect($blob, $null, 'CurrentUser') } catch { exit ${EXIT_REFUSED} }`,
  '[Console]::Out.Write([Convert]::ToBase64String($key))',
].join('; ');

/** Removes Windows' protection from the key in a browser's `Local State`. `systemRoot`: `C:\Windows`. */
export async function askDpapi(
  { blob, systemRoot }: { blob: Buffer; systemRoot: string },
  run: RunCommand,
  signal?: AbortSignal,
): Promise<KeyAnswer> {
  const outcome = await run({
    file: win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    args: ['-NoProfile', '-NonInteractive', '-Command', SCRIPT],
    input: `${blob.toString('base64')}\n`,
    limitMs: LIMIT_MS,
    signal,
  });
  const store = 'dpapi';
  if (outcome.kind === 'timeout') return { kind: 'timeout', store };
  if (outcome.kind === 'failed') return { kind: 'failed', store, reason: outcome.reason };
  if (outcome.code === EXIT_REFUSED) return { kind: 'denied', store };
  if (outcome.code !== 0) return { kind: 'failed', store, reason: `exit code ${outcome.code}` };
  const key = Buffer.from(outcome.stdout.toString('latin1').trim(), 'base64');
  if (key.length !== KEY_BYTES) return { kind: 'failed', store, reason: `a key of ${key.length} bytes` };
  return { kind: 'found', store, secrets: [new Concealed(key)] };
}
