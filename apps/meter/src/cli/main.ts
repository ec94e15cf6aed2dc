import { readSettings } from '../settings.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type Io, processIo } from './io.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { tellUnexpected } from './unexpected.ts';

/** The program: reads the command line, runs one command, sets the exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  try {
    process.exitCode = await obey(argv, io);
  } catch (error) {
    process.exitCode = tellUnexpected(io, error);
  }
}

async function obey(argv: readonly string[], io: Io): Promise<ExitCode> {
  const intent = await parseCommandLine(argv);
  switch (intent.kind) {
    case 'run': {
      const read = readSettings(io.env);
      if (read.ok) return intent.command.run(io, read.settings, intent.values);
      io.stderr.write(`claude-meter: ${read.error}\n`);
      return EXIT.usage;
    }
    case 'help': {
      const { commandHelp, programHelp } = await import('./help.ts');
      io.stdout.write(intent.command === null ? await programHelp() : commandHelp(intent.command));
      return EXIT.ok;
    }
    case 'version': {
      const { VERSION } = await import('./version.ts');
      io.stdout.write(`claude-meter ${VERSION}\n`);
      return EXIT.ok;
    }
    case 'mistake':
      io.stderr.write(`claude-meter: ${intent.error} "${intent.help}" lists what there is.\n`);
      return EXIT.usage;
  }
}

if (import.meta.main) await main(process.argv.slice(2));
