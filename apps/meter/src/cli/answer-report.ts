import { fstatSync } from 'node:fs';
import { REPORT_KINDS } from '@claude-meter/wire';
import { readSettings } from '../settings.ts';
import type { OptionValues } from './command.ts';
import { type Io, processIo, type Stream } from './io.ts';
import { report } from './report.ts';
import { tellUnexpected } from './unexpected.ts';
import { wantsColour } from './view/colour.ts';
import { writeOut } from './write-out.ts';

/**
 * Makes a report without loading the rest of the program, which would take as long as the report. False where the
 * command line asks for help, or is not as it should be: nothing was printed then, and the whole program sees to it.
 */
export async function answerReport(args: readonly string[]): Promise<boolean> {
  const values = plainValues(args);
  const read = readSettings(process.env);
  if (values === null || !read.ok) return false;
  const io = quickIo();
  try {
    process.exitCode = await report.run(io, read.settings, values);
  } catch (error) {
    process.exitCode = tellUnexpected(io, error);
  }
  return true;
}

/** Output that nobody looks at through a terminal is written at once: opening a stream for it takes longer. */
function quickIo(): Io {
  const io = processIo();
  if (isTerminal(1)) return io;
  const file: Stream = {
    write: writeOut,
    isTerminal: false,
    get colours() {
      return wantsColour(process.env, false);
    },
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => undefined,
  };
  return Object.defineProperty(io, 'stdout', { value: file });
}

/** Only a device can be a terminal; whether it is one, a module knows that takes as long to load as all of this. */
function isTerminal(fd: number): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    // It is closed, or the system cannot say.
  }
  return process.getBuiltinModule('node:tty').isatty(fd);
}

/**
 * Options and words of a command line; null for anything that needs a closer look. `parseArgs` would take as long to
 * load as all of this takes to run.
 */
export function plainValues(args: readonly string[]): OptionValues | null {
  const values: Record<string, string | boolean> = {};
  const words: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const [, name = '', , value] = /^--([a-z]+)(=(.*))?$/s.exec(arg) ?? [];
    const option = Object.hasOwn(report.meta.options, name) ? report.meta.options[name] : undefined;
    if (option === undefined || (option.type === 'boolean' && value !== undefined)) return null;
    if (option.type === 'boolean') values[name] = true;
    else {
      const given = value ?? args[++index];
      if (given === undefined || (value === undefined && given.startsWith('-'))) return null;
      values[name] = given;
    }
  }
  const [kind, id, ...more] = words;
  if (more.length > 0 || (kind !== undefined && !REPORT_KINDS.some((one) => one === kind))) return null;
  if (kind !== undefined) values['report'] = kind;
  if (id !== undefined) values['id'] = id;
  return values;
}
