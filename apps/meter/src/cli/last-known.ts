import { printSnapshots } from '@claude-meter/wire';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { humanBlock } from './view/human-block.ts';

/** Prints what a meter that is not running knew last; every row of it is stale. */
export function printLastKnown(io: Io, settings: Settings, asJson: boolean): ExitCode {
  const now = io.now();
  const snapshots = readLatest(settings.home, now, settings.freshnessMs) ?? [];
  const known = snapshots.length > 0 ? 'What follows is the last known state. ' : '';
  io.stderr.write(`claude-meter: ${known}Start the meter with "claude-meter run".\n`);
  if (asJson) io.stdout.write(printSnapshots(snapshots));
  else if (snapshots.length > 0) {
    io.stdout.write(humanBlock(snapshots, { now, timeZone: io.timeZone, colours: io.stdout.colours }));
  }
  return EXIT.notRunning;
}
