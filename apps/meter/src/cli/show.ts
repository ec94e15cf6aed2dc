import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
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
      if (!asJson) return printBlock(io, answer.body.toString('utf8'));
      io.stdout.write(answer.body);
      return EXIT.ok;
    }
    io.stderr.write(`claude-meter: ${answer.error}\n`);
    if (answer.kind === 'not_a_meter') return EXIT.portTaken;
    const { printLastKnown } = await import('./last-known.ts');
    return printLastKnown(io, settings, asJson);
  },
};

async function printBlock(io: Io, body: string): Promise<ExitCode> {
  const [{ parseSnapshots }, { humanBlock }] = await Promise.all([
    import('@claude-meter/wire'),
    import('./view/human-block.ts'),
  ]);
  const parsed = parseSnapshots(body);
  if (!parsed.ok) {
    io.stderr.write(`claude-meter: ${parsed.error}\n`);
    return EXIT.portTaken;
  }
  if (parsed.snapshots.length === 0) {
    io.stderr.write(
      'claude-meter: The meter runs, but no session has delivered anything yet. "claude-meter status" says what is missing.\n',
    );
    return EXIT.noData;
  }
  const options = { now: io.now(), timeZone: io.timeZone, colours: io.stdout.colours };
  io.stdout.write(humanBlock(parsed.snapshots, options));
  return EXIT.ok;
}
