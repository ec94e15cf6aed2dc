/** What a verdict is about; scripts see it as the exit code. */
export const EXIT_OF = {
  /** Every step that was asked for shows what claude.ai served. */
  server_truth: 0,
  port_taken: 4,
  not_running: 5,
  no_data: 6,
  differs: 20,
  outdated: 21,
  other_org: 22,
  no_truth: 23,
  claim: 24,
  handoff: 25,
} as const;

export type VerdictClass = keyof typeof EXIT_OF;

interface Words {
  class: VerdictClass;
  /** What was found, in a few words. */
  title: string;
  /** What it means. */
  means: string;
  /** The one thing to do next. */
  remedy: string;
}

const USE_IT = 'Use the value of the bridge in scripts, prompts and dashboards.';
const CAPTURE_AGAIN =
  'Reload the settings page with DevTools open, capture step 1 again and verify within a minute.';
const EXPORT_AGAIN =
  'Reload https://claude.ai/settings/usage with the Network tab open, then export all requests as HAR again.';

/** Every outcome there is. The order is the one of docs/verify.md. */
export const VERDICTS = {
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
  bridge_refused: {
    class: 'not_running',
    title: 'Nothing listens there',
    means: 'ClaudeMeter is not running. That is a matter of the process, not of its numbers.',
    remedy: 'Start it with "claude-meter run" and verify again.',
  },
  bridge_other_program: {
    class: 'port_taken',
    title: 'Another program has the port',
    means: 'Something answers there, but it does not speak like a meter.',
    remedy:
      'See who it is (lsof -nP -iTCP:PORT -sTCP:LISTEN), end it, or let the meter use another port with CLAUDE_METER_PORT.',
  },
  bridge_old: {
    class: 'port_taken',
    title: 'A server without GET /snapshots',
    means: 'An older ClaudeMeter has the port: it takes posts, but shows nobody what it holds.',
    remedy: 'Quit it and start this version with "claude-meter run".',
  },
  bridge_denied: {
    class: 'port_taken',
    title: 'The meter there does not let you in',
    means: 'A meter answers, but refuses this request: it probably belongs to another user of this machine.',
    remedy: 'Run a meter of your own on another port: set CLAUDE_METER_PORT.',
  },
  bridge_empty: {
    class: 'no_data',
    title: 'The bridge is empty',
    means: 'The meter runs, but no session has delivered anything yet.',
    remedy: 'Load the extension and sign in at https://claude.ai, then wait a minute.',
  },
  bridge_no_body: {
    class: 'no_data',
    title: 'The bridge knows the org, but has no numbers of it',
    means: 'The session that holds this org could not read its usage.',
    remedy: 'Read the reason above ("claude-meter status" shows it too) and remove it.',
  },
  other_org: {
    class: 'other_org',
    title: 'The bridge holds another org',
    means: 'The org of step 1 is not among those that the meter has seen.',
    remedy:
      'Switch the browser with the extension to that org, or verify one of the orgs listed above with --org.',
  },
  other_account: {
    class: 'other_org',
    title: 'The bridge holds another account',
    means: 'The extension is signed in to another account than the DevTools tab of step 1.',
    remedy:
      'Capture step 1 in the browser profile that has the extension, or load the extension in that one.',
  },
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
  truth_unreadable: {
    class: 'no_truth',
    title: 'Step 1 cannot be read',
    means: 'There is no readable UTF-8 text under that name.',
    remedy: 'Name the file that DevTools saved, or "-" for standard input.',
  },
  body_not_json: {
    class: 'no_truth',
    title: 'The copied body is not JSON',
    means: 'What was copied is not the answer itself.',
    remedy: 'In DevTools right-click the request and choose Copy > Copy response (not the preview).',
  },
  not_usage: {
    class: 'no_truth',
    title: 'Step 1 is no usage body',
    means: 'It is JSON, but nothing of it is known: an error object, an empty object, or another answer.',
    remedy: 'Copy the answer to /api/organizations/{org}/usage, or give a whole export with --har.',
  },
  org_unknown: {
    class: 'no_truth',
    title: 'Whose body is this?',
    means: 'A copied body does not say which org it is of, and the bridge does not hold exactly one.',
    remedy: 'Add --org with the uuid from the address of the request.',
  },
  har_truncated: {
    class: 'no_truth',
    title: 'The export is cut off',
    means: 'The file ends in the middle.',
    remedy: EXPORT_AGAIN,
  },
  har_foreign: {
    class: 'no_truth',
    title: 'That file is no export of DevTools',
    means: 'It is not JSON, or has no "log.entries".',
    remedy: 'Export all requests as HAR; a copied body goes to --truth.',
  },
  har_no_request: {
    class: 'no_truth',
    title: 'The export holds no usage request',
    means: 'The settings page was not loaded while DevTools recorded.',
    remedy: EXPORT_AGAIN,
  },
  har_no_body: {
    class: 'no_truth',
    title: 'The export holds the request, but not its answer',
    means: 'The browser left the body out, or no longer had it.',
    remedy: `${EXPORT_AGAIN} Or copy the response and use --truth.`,
  },
  har_several_orgs: {
    class: 'no_truth',
    title: 'The export holds several orgs',
    means: 'Which of them is meant cannot be guessed.',
    remedy: 'Add --org with one of those listed above.',
  },
  har_other_org: {
    class: 'no_truth',
    title: 'The export holds another org',
    means: 'The org that was asked for is not in it.',
    remedy: 'Switch to that org on the settings page and export again, or name one of those listed above.',
  },
  truth_signed_out: {
    class: 'no_truth',
    title: 'Step 1 was answered with 401',
    means: 'Nobody is signed in there, or the session has ended.',
    remedy: 'Sign in at https://claude.ai and capture step 1 again.',
  },
  truth_missing_cookie: {
    class: 'no_truth',
    title: 'Step 1 was answered with 403: the Cookie is missing',
    means: 'The request went out without the session cookie, so claude.ai does not know who asks.',
    remedy: 'Copy the headers from DevTools verbatim, including the lastActiveOrg cookie.',
  },
  truth_missing_referer: {
    class: 'no_truth',
    title: 'Step 1 was answered with 403: the Referer is missing or wrong',
    means: 'claude.ai takes the Referer as proof that its own page asks.',
    remedy: 'Send "Referer: https://claude.ai/settings/usage", as the page does.',
  },
  truth_challenged: {
    class: 'no_truth',
    title: 'Step 1 was answered with 403: a challenge',
    means: 'The login is fine: the edge in front of claude.ai wants proof that a browser is asking.',
    remedy: 'Open https://claude.ai once in the browser, then capture step 1 there.',
  },
  truth_wrong_org: {
    class: 'no_truth',
    title: 'Step 1 was answered with 403: not an org of this login',
    means: 'The cookies are of one account, the org of another.',
    remedy: 'Take the org from the address that the settings page itself asks for.',
  },
  truth_forbidden: {
    class: 'no_truth',
    title: 'Step 1 was answered with 403',
    means: 'Cookie or Referer is missing or wrong; the recording does not tell which.',
    remedy: 'Copy the headers from DevTools verbatim, including the lastActiveOrg cookie.',
  },
  truth_rate_limited: {
    class: 'no_truth',
    title: 'Step 1 was answered with 429',
    means: 'claude.ai is being asked too often.',
    remedy: 'Wait some minutes, then capture step 1 once.',
  },
  truth_no_answer: {
    class: 'no_truth',
    title: 'Step 1 got no answer',
    means: 'The connection failed, or the browser gave the request up.',
    remedy: 'Check the connection, then capture step 1 again.',
  },
  truth_failed: {
    class: 'no_truth',
    title: 'Step 1 failed at claude.ai',
    means: 'claude.ai could not answer; its settings page shows nothing either.',
    remedy: 'Try again in some minutes.',
  },
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
} as const satisfies Record<string, Words>;

export type VerdictId = keyof typeof VERDICTS;

export interface Verdict extends Words {
  id: VerdictId;
  exit: (typeof EXIT_OF)[VerdictClass];
}

/** Everything about one outcome. */
export function verdictOf(id: VerdictId): Verdict {
  const words: Words = VERDICTS[id];
  return { id, ...words, exit: EXIT_OF[words.class] };
}
