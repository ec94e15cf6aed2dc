import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { loopbackGet } from './loopback-get.ts';

/** `claude-meter`: what is known now, for a person or for a program. */
export const show: Command = {
  meta: {
    name: '',
    summary: 'print what is known now',
    about: `Asks the meter on this machine and prints every limit with its reset. When the meter is not running, prints
what it knew last, all of it stale, and exits with 5.`,
    options: {
      json: { type: 'boolean', text: 'the array of snapshots, byte for byte as GET /snapshots returns it' },
    },
    examples: [
      { line: 'claude-meter', text: 'every account with its limits, extra usage and next charge' },
      {
        line: `claude-meter --json | jq '.[] | {account_email, stale, percent: .limits[0].percent}'`,
        text: 'the same for scripts; numbers are the text that claude.ai served',
      },
    ],
  },

  async run(io, settings, values) {
    const asJson = values['json'] === true;
    const answer = await loopbackGet(settings.port, '/snapshots');
    if (answer.ok) {
      if (!asJson) return (await import('./print-block.ts')).printBlock(io, answer.body.toString('utf8'));
      io.stdout.write(answer.body);
      return EXIT.ok;
    }
    io.stderr.write(`claude-meter: ${answer.error}\n`);
    if (answer.kind === 'not_a_meter') return EXIT.portTaken;
    const { printLastKnown } = await import('./last-known.ts');
    return printLastKnown(io, settings, asJson);
  },
};
