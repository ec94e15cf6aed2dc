import { REPORT_KINDS } from '@claude-meter/wire';
import { readSettings } from '../settings.ts';
import type { OptionValues } from './command.ts';
import { processIo } from './io.ts';
import { report } from './report.ts';
import { tellUnexpected } from './unexpected.ts';

// Importing `node:util` by name makes Node load every lazy part of it.
const { parseArgs } = process.getBuiltinModule('node:util');

/**
 * Makes a report without loading the rest of the program, which would take as long as the report. False where the
 * command line asks for help, or is not as it should be: nothing was printed then, and the whole program sees to it.
 */
export async function answerReport(args: readonly string[]): Promise<boolean> {
  const values = plainValues(args);
  const read = readSettings(process.env);
  if (values === null || !read.ok) return false;
  const io = processIo();
  try {
    process.exitCode = await report.run(io, read.settings, values);
  } catch (error) {
    process.exitCode = tellUnexpected(io, error);
  }
  return true;
}

/** Options and words of a command line; null for anything that needs a closer look. */
export function plainValues(args: readonly string[]): OptionValues | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: report.meta.options,
      allowPositionals: true,
    });
    const [kind, id, ...more] = positionals;
    if (more.length > 0 || (kind !== undefined && !REPORT_KINDS.some((one) => one === kind))) return null;
    return {
      ...(values as OptionValues),
      ...(kind === undefined ? {} : { report: kind }),
      ...(id === undefined ? {} : { id }),
    };
  } catch {
    return null;
  }
}
