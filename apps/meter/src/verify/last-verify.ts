import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerdictId } from '@claude-meter/verify';
import { prepareHome } from '../home-folder.ts';
import type { Check } from './check.ts';

/** The newest comparison, kept so that a surface can mark a number as verified. */
export interface LastVerify {
  /** ISO-8601 */
  at: string;
  org: string;
  verdict: VerdictId;
  /** Hex digest of the body of step 1. */
  sha256: string;
}

export const LAST_VERIFY_NAME = 'last-verify.json';

/**
 * Keeps what a comparison came to, for this user alone. Nothing is kept of a check that compared nothing.
 *
 * @returns why it could not be kept, null when it was or when there was nothing to keep
 */
export function keepLastVerify(home: string, check: Check): string | null {
  const org = check.truth.ok ? check.truth.truth.orgUuid : null;
  if (org === null || check.truthSha256 === null || check.bridge?.comparison == null) return null;
  const prepared = prepareHome(home);
  if (!prepared.ok) return prepared.error;
  const at = new Date(check.at).toISOString();
  const record: LastVerify = { at, org, verdict: check.verdict.id, sha256: check.truthSha256 };
  const path = join(home, LAST_VERIFY_NAME);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return null;
  } catch (error) {
    return `${JSON.stringify(path)} cannot be written: ${(error as Error).message}`;
  }
}
