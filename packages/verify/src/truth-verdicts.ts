import type { VerdictWords } from './verdict-words.ts';

const EXPORT_AGAIN =
  'Reload https://claude.ai/settings/usage with the Network tab open, then export all requests as HAR again.';

/** Outcomes in which there is no step 1. */
export const TRUTH_VERDICTS = {
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
} as const satisfies Record<string, VerdictWords>;
