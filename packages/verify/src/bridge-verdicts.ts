import type { VerdictWords } from './verdict-words.ts';

/** Outcomes in which step 2 got nothing to compare with. */
export const BRIDGE_VERDICTS = {
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
} as const satisfies Record<string, VerdictWords>;
