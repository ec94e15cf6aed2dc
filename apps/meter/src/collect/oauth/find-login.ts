import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeCredentials } from '@claude-meter/sources';
import { claudeCodeDir, claudeCodeStatePath } from '../claude-code/claude-code-dir.ts';
import { type ClaudeCodeAccount, readAccount } from '../claude-code/read-account.ts';
import { Concealed } from '../cookies/concealed.ts';
import type { RunCommand } from '../cookies/run-command.ts';

export interface LoginPlace {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** The user's home, absolute. */
  home: string;
  run: RunCommand;
}

/** Claude Code's login on this machine, read only. */
export type FoundLogin =
  | {
      kind: 'login';
      token: Concealed<string>;
      /** Tells tokens apart without holding one. */
      fingerprint: string;
      account: ClaudeCodeAccount;
    }
  /** Nobody is logged in to Claude Code here. */
  | { kind: 'none' }
  /** A login, but not whose: Claude Code has not noted its organization. */
  | { kind: 'no_account' }
  /** It ran out at `at` (ms); Claude Code renews it when it is opened. */
  | { kind: 'expired'; at: number }
  /** The Keychain or the file could not be read. */
  | { kind: 'unreadable'; reason: string };

/** macOS may be asking on the screen meanwhile; after this the question is withdrawn, ms. */
const KEYCHAIN_LIMIT_MS = 30_000;
const KEYCHAIN_SERVICE = 'Claude Code-credentials';
const NOT_FOUND = 44;

type Text = { text: string } | { missing: true } | { reason: string };

/** Looks for the login and says what stands in the way. The token comes concealed, and only a live one comes at all. */
export async function findLogin(place: LoginPlace, now: number, signal: AbortSignal): Promise<FoundLogin> {
  const read = place.platform === 'darwin' ? await fromKeychain(place, signal) : fromFile(place);
  if ('missing' in read) return { kind: 'none' };
  if ('reason' in read) return { kind: 'unreadable', reason: read.reason };
  const decoded = decodeCredentials(read.text);
  if (decoded.kind === 'unreadable') return { kind: 'unreadable', reason: 'it is no JSON object' };
  if (decoded.kind === 'no_login') return { kind: 'none' };
  if (decoded.expiresAt !== null && decoded.expiresAt <= now)
    return { kind: 'expired', at: decoded.expiresAt };
  const account = readAccount(claudeCodeStatePath(place.env, place.home));
  if (account === null) return { kind: 'no_account' };
  const fingerprint = createHash('sha256').update(decoded.accessToken).digest('hex').slice(0, 16);
  return { kind: 'login', token: new Concealed(decoded.accessToken), fingerprint, account };
}

function fromFile({ env, home }: LoginPlace): Text {
  try {
    return { text: readFileSync(join(claudeCodeDir(env, home), '.credentials.json'), 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { missing: true } : { reason: code ?? 'it could not be read' };
  }
}

/** A Claude Code with a folder of its own keeps its login under a name of its own; then the file is the last resort. */
async function fromKeychain(place: LoginPlace, signal: AbortSignal): Promise<Text> {
  const outcome = await place.run({
    file: '/usr/bin/security',
    args: ['find-generic-password', '-w', '-s', serviceName(place.env)],
    limitMs: KEYCHAIN_LIMIT_MS,
    signal,
  });
  if (outcome.kind === 'timeout') return { reason: 'the Keychain did not answer in time' };
  if (outcome.kind === 'failed') return { reason: outcome.reason };
  if (outcome.code === NOT_FOUND) return fromFile(place);
  if (outcome.code !== 0) return { reason: `the Keychain refused (exit code ${outcome.code})` };
  return { text: outcome.stdout.toString('utf8').trim() };
}

function serviceName(env: LoginPlace['env']): string {
  const folder = env['CLAUDE_CONFIG_DIR'];
  if (folder === undefined || folder === '') return KEYCHAIN_SERVICE;
  return `${KEYCHAIN_SERVICE}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
}
