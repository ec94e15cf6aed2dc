import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyResult } from '@claude-meter/wire';
import * as v from 'valibot';
import { LAST_VERIFY_NAME } from '../../verify/last-verify.ts';

const Schema = v.object({
  at: v.string(),
  org: v.string(),
  verdict: v.string(),
  sha256: v.string(),
});

/** The newest comparison that `claude-meter verify` has kept; null when there is none that can be read. */
export function readVerifyResult(home: string): VerifyResult | null {
  try {
    const parsed = v.safeParse(Schema, JSON.parse(readFileSync(join(home, LAST_VERIFY_NAME), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
