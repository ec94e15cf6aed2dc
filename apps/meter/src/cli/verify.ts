import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';

export const verify: Command = {
  meta: {
    name: 'verify',
    summary: 'check the numbers against what claude.ai itself served',
    about: `Step 1 is what claude.ai served: an export of DevTools (--har), a copied response (--truth) or a request of its
own with a session found on this machine (--direct). Step 2 compares it with what the bridge serves, byte by byte, then
value by value. Step 3 (--handoff) watches the meter go on without the extension. The last line is the verdict; only
server truth ends with 0: 4 is a stranger on the port, 5 no meter, 6 no data, 20 other values, 21 too old, 22 another org
or account, 23 no usable step 1, 24 a page or tracker that shows something else, 25 a handoff that was not seen whole.
docs/verify.md has the whole protocol. Cookies and tokens are never printed.`,
    options: {
      har: { type: 'string', value: 'FILE', text: 'step 1 from an export of DevTools ("-": standard input)' },
      truth: {
        type: 'string',
        value: 'FILE',
        text: 'step 1 from a copied response body ("-": standard input)',
      },
      direct: { type: 'boolean', text: 'step 1 from claude.ai itself, with a session of a browser on disk' },
      org: { type: 'string', value: 'UUID', text: 'which org, when there are several' },
      account: { type: 'string', value: 'EMAIL', text: 'whose step 1 it is, to notice another account' },
      port: {
        type: 'string',
        value: 'PORT',
        text: 'where the bridge listens (CLAUDE_METER_PORT, else 63762)',
      },
      page: { type: 'string', value: 'SHOWN', text: 'what the settings page shows, such as "5h=42,7d=31"' },
      tracker: { type: 'string', value: 'SHOWN', text: 'what another tool shows: held against step 1 alone' },
      handoff: { type: 'boolean', text: 'step 3: switch the extension off and on while this watches' },
      limit: { type: 'string', value: 'TIME', text: 'how long step 3 waits in all (10m)' },
      watch: { type: 'boolean', text: 'check again and again and keep a tally, until Ctrl-C' },
      every: { type: 'string', value: 'TIME', text: 'the pause between two checks of --watch (60s)' },
      times: { type: 'string', value: 'N', text: 'end --watch after so many checks' },
      all: { type: 'boolean', text: 'show every value, also those that are equal' },
      json: { type: 'boolean', text: 'one JSON record per check, for programs' },
    },
    examples: [
      { line: 'claude-meter verify --har claude.ai.har', text: 'steps 1 and 2 from an export of DevTools' },
      { line: 'pbpaste | claude-meter verify --truth -', text: 'with the response that was just copied' },
      { line: 'claude-meter verify --direct --watch', text: 'without a browser window, once a minute' },
      {
        line: 'claude-meter verify --har claude.ai.har --tracker "5h=42,7d=31"',
        text: 'another tool against claude.ai; ClaudeMeter itself need not run',
      },
      { line: 'claude-meter verify --handoff', text: 'step 3: two independent paths' },
    ],
  },

  async run(io, settings, values) {
    const [{ readRequest }, { runVerify }] = await Promise.all([
      import('../verify/read-request.ts'),
      import('../verify/run-verify.ts'),
    ]);
    const request = readRequest(values, settings.port);
    if (request.ok) return runVerify(io, settings, request.value);
    io.stderr.write(`claude-meter: ${request.error} "claude-meter verify --help" shows how.\n`);
    return EXIT.usage;
  },
};
