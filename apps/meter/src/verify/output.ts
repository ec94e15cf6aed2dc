import type { Io } from '../cli/io.ts';
import { type Line, printLine } from '../cli/view/styled.ts';

/** Lines for a person, on stdout. */
export function printLines(io: Io, lines: readonly Line[]): void {
  io.stdout.write(lines.map((line) => `${printLine(line, io.stdout.colours)}\n`).join(''));
}

/** A record for a program, on one line of stdout. */
export function printRecord(io: Io, record: object): void {
  io.stdout.write(`${JSON.stringify(record)}\n`);
}
