import { ago, type Snapshot } from '@claude-meter/core';
import type { VerifyResult } from '@claude-meter/wire';

const SAME: Readonly<Record<string, string>> = {
  exact: 'the very bytes of claude.ai',
  exact_layout: 'every value as claude.ai wrote it',
  exact_clock: 'every number as claude.ai wrote it',
};

export interface CheckWords {
  good: boolean;
  words: string;
}

/** What the newest comparison with claude.ai says about this org. */
export function verifiedWords(
  result: VerifyResult | null,
  snapshot: Pick<Snapshot, 'org_uuid' | 'provenance'>,
  now: number,
): CheckWords {
  if (result === null || result.org !== snapshot.org_uuid) {
    return { good: false, words: 'Not checked against claude.ai yet' };
  }
  const when = ago(Date.parse(result.at), now);
  const same = Object.hasOwn(SAME, result.verdict) ? SAME[result.verdict] : undefined;
  if (same === undefined)
    return { good: false, words: `Checked ${when}: ${result.verdict.replaceAll('_', ' ')}` };
  const body = result.sha256 === snapshot.provenance?.sha256 ? 'this very reading' : 'an earlier reading';
  return { good: true, words: `Verified ${when}: ${same} (${body})` };
}
