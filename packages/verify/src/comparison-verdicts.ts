import type { VerdictWords } from './verdict-words.ts';

const USE_IT = 'Use the value of the bridge in scripts, prompts and dashboards.';
const CAPTURE_AGAIN =
  'Reload the settings page with DevTools open, capture step 1 again and verify within a minute.';

/** Outcomes of comparing step 1 with step 2. */
export const COMPARISON_VERDICTS = {
  exact: {
    class: 'server_truth',
    title: 'Server truth, byte for byte',
    means: 'The bridge serves the very bytes that claude.ai served.',
    remedy: USE_IT,
  },
  exact_layout: {
    class: 'server_truth',
    title: 'Server truth, value for value',
    means:
      'Every number and every word has the very text that claude.ai served; only white space or the order of keys differ, as they do after copying from a formatted view.',
    remedy: USE_IT,
  },
  exact_clock: {
    class: 'server_truth',
    title: 'Server truth, number for number',
    means:
      'Every number has the very text that claude.ai served; only moments differ by less than a second, which claude.ai itself gives anew with every answer.',
    remedy: USE_IT,
  },
  reprinted: {
    class: 'differs',
    title: 'Equal, but printed anew',
    means:
      'The values are equal, but not their text (42.0 became 42): some program parsed and printed them again.',
    remedy: 'Trust the value, not the text; look for what stands between claude.ai and this port.',
  },
  rounding: {
    class: 'differs',
    title: 'Off by rounding',
    means: 'Numbers of the bridge are those of claude.ai, rounded.',
    remedy:
      'Whatever serves this port rounds before it serves: do not use it where the exact number matters.',
  },
  factor_100: {
    class: 'differs',
    title: 'Off by a factor of 100',
    means: 'A percentage was taken for a fraction, or a fraction for a percentage.',
    remedy: 'Update whatever serves this port; until then it is wrong by 100 in one direction.',
  },
  different: {
    class: 'differs',
    title: 'Not what claude.ai served',
    means: 'The bridge holds other values, and neither age, nor org, nor rounding, nor scale explains it.',
    remedy: `${CAPTURE_AGAIN} If it stays, what serves this port does not read what the settings page reads.`,
  },
  outdated: {
    class: 'outdated',
    title: 'The bridge is more than 60 seconds behind',
    means: 'Its snapshot is more than 60 s older than step 1, and usage moves meanwhile.',
    remedy: 'Wait for the next poll, capture step 1 again and verify within a minute.',
  },
  truth_outdated: {
    class: 'outdated',
    title: 'Step 1 is more than 60 seconds behind',
    means: 'The bridge has read claude.ai again since, and usage moves meanwhile.',
    remedy: CAPTURE_AGAIN,
  },
  stale: {
    class: 'outdated',
    title: 'The bridge says that its data is last-seen',
    means: 'Nobody has delivered this org lately: expected after step 3, and whenever the browser is closed.',
    remedy: 'Enable the extension again; its next post makes the row fresh.',
  },
} as const satisfies Record<string, VerdictWords>;
