import type { VerdictWords } from './verdict-words.ts';

/** Outcomes of step 3. */
export const HANDOFF_VERDICTS = {
  handoff_seen: {
    class: 'server_truth',
    title: 'Two independent paths',
    means:
      'The extension fell silent, its row went stale, the own path of the meter took over, and handed back.',
    remedy: 'Nothing: either path works alone.',
  },
  handoff_no_extension: {
    class: 'handoff',
    title: 'No extension was seen delivering',
    means: 'The handoff begins with a fresh post of the extension, and there was none in time.',
    remedy: 'Load the extension, sign in at https://claude.ai, wait for its first post, then try again.',
  },
  handoff_not_silent: {
    class: 'handoff',
    title: 'The extension went on delivering',
    means: 'Its row never became stale while this was watching.',
    remedy: 'Switch the extension off at chrome://extensions (or about:addons) and try again.',
  },
  handoff_no_takeover: {
    class: 'handoff',
    title: 'The own path did not take over',
    means: 'The row went stale and stayed so: the meter found no session on disk that it could use.',
    remedy: 'Run "claude-meter status" and read why; without a session on disk only the extension delivers.',
  },
  handoff_not_returned: {
    class: 'handoff',
    title: 'The extension did not come back',
    means: 'The own path took over, but no post of the extension followed in time.',
    remedy: 'Enable the extension again, open https://claude.ai once, then try again.',
  },
} as const satisfies Record<string, VerdictWords>;
