import { parseSnapshots } from '@claude-meter/wire';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { humanBlock } from './view/human-block.ts';

/**
 * Prints what a meter answered, for a person.
 *
 * @param body of `GET /snapshots`
 */
export function printBlock(io: Io, body: string): ExitCode {
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
