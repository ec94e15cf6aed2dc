import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Whatever a person can do something about was told by its command: this is a bug, so it is said where. */
export function tellUnexpected(io: Io, error: unknown): ExitCode {
  io.stderr.write(`claude-meter: unexpected: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.failed;
}
