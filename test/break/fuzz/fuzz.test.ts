import { afterAll, describe, expect, it } from 'vitest';
import { budget, SEED } from '../budget.ts';
import { tally } from '../tally.ts';
import { fuzz } from './fuzz.ts';
import { removeScratch } from './scratch.ts';
import { COMPARED, HAR, TRANSCRIPTS } from './targets/evidence.ts';
import { DESKTOP_HISTORY, IMPORTS, SAVED_STATE } from './targets/history.ts';
import { CLAUDE_CODE_FILES, EVENTS, STATUSLINE, TEMPLATES } from './targets/lines.ts';
import { CONFIG, LEFT_FILES, PRICES, SWITCHED } from './targets/settings.ts';
import { CHROMIUM_STORES, COOKIE_VALUES, FIREFOX_STORES, PROFILE_FILES } from './targets/stores.ts';
import { ANSWERS, BODIES, POSTS } from './targets/wire.ts';

/** Real seconds for each reader. */
const SECONDS = budget('BREAK_FUZZ_SECONDS', { day: 0.2, night: 30 });

const TARGETS = [
  ...[POSTS, BODIES, ANSWERS, HAR, COMPARED, TRANSCRIPTS, STATUSLINE, CLAUDE_CODE_FILES, TEMPLATES, EVENTS],
  ...[CHROMIUM_STORES, FIREFOX_STORES, COOKIE_VALUES, PROFILE_FILES, CONFIG, SWITCHED, PRICES, LEFT_FILES],
  ...[IMPORTS, DESKTOP_HISTORY, SAVED_STATE],
];

describe(`readers of foreign bytes, ${SECONDS} s each, seed ${SEED}`, () => {
  afterAll(removeScratch);

  it.each(TARGETS)(
    '$name: never more than a refusal, never slow, never a number that nobody served',
    (target) => {
      const { cases, slowestMs, findings } = fuzz(target, { ms: SECONDS * 1000, seed: SEED });
      tally(`fuzz ${target.name}`, {
        cases,
        findings: findings.length,
        'slowest (ms)': Math.round(slowestMs),
      });
      expect(findings.map(({ error, file }) => `${file}\n${error}`)).toEqual([]);
      expect(cases).toBeGreaterThan(target.seeds.length);
    },
    SECONDS * 1000 + 60_000,
  );
});
