import type { VerdictWords } from './verdict-words.ts';

/** What the settings page or another tool shows, against step 1. */
export const CLAIM_VERDICTS = {
  page_differs: {
    class: 'claim',
    title: 'The settings page shows something else than step 1',
    means: 'The page draws from an answer that it fetched earlier, not from the one that was captured.',
    remedy: 'Hard-reload the settings page and capture the request again.',
  },
  tracker_agrees: {
    class: 'server_truth',
    title: 'The tracker shows what claude.ai serves',
    means: 'Every number that it shows is the served one, at most rounded to the digits that it shows.',
    remedy: 'Check again when usage has moved: one moment can agree by chance.',
  },
  tracker_factor_100: {
    class: 'claim',
    title: 'The tracker is off by a factor of 100',
    means: 'It takes a percentage for a fraction, or a fraction for a percentage.',
    remedy: 'Report it to its makers; until then read it divided or multiplied by 100.',
  },
  tracker_differs: {
    class: 'claim',
    title: 'The tracker shows something else',
    means: 'It reads another source than the settings page, or an old answer.',
    remedy: 'Refresh the tracker, capture step 1 again and compare at once; if it stays, do not plan by it.',
  },
} as const satisfies Record<string, VerdictWords>;
