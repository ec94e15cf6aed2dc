import { homedir } from 'node:os';
import { join } from 'node:path';
import { claudeCodeDir } from '../collect/claude-code/claude-code-dir.ts';
import { prepareHome } from '../home-folder.ts';
import { ownProgram, programFacts } from '../service/own-program.ts';
import type { Settings } from '../settings.ts';
import { type Installed, installLine, uninstallLine } from '../statusline/install-line.ts';
import type { OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printable } from './view/printable.ts';

/** `claude-meter statusline install|uninstall`: shows what changes, and unless it is a dry run makes it so. */
export function changeStatusLine(io: Io, { home }: Settings, values: OptionValues): ExitCode {
  const dryRun = values['dry-run'] === true;
  const prepared = prepareHome(home);
  if (!prepared.ok) {
    io.stderr.write(`claude-meter: ${prepared.error}\n`);
    return EXIT.homeUnusable;
  }
  const path = join(claudeCodeDir(io.env, homedir()), 'settings.json');
  const installing = values['action'] === 'install';
  const own = ownProgram(programFacts());
  if (installing && !own.ok) {
    io.stderr.write(`claude-meter: ${own.error}\n`);
    return EXIT.failed;
  }
  const template = (values['template'] as string | undefined) ?? null;
  const done =
    installing && own.ok
      ? installLine({ home, path, command: statusLineCommand(own.argv, template), dryRun })
      : uninstallLine(home, dryRun);
  if (!done.ok) {
    io.stderr.write(`claude-meter: ${printable(done.error)}\n`);
    return EXIT.failed;
  }
  report(io, done, dryRun);
  return EXIT.ok;
}

function report(io: Io, done: Extract<Installed, { ok: true }>, dryRun: boolean): void {
  if (!done.changed) {
    io.stderr.write(`claude-meter: it is installed already, in ${printable(done.path)}\n`);
    return;
  }
  const line = (sign: string, value: string | null) =>
    value === null ? '' : `${sign} "statusLine": ${printable(value)}\n`;
  io.stdout.write(`  ${printable(done.path)}\n${line('-', done.before)}${line('+', done.after)}`);
  io.stderr.write(`claude-meter: ${dryRun ? 'nothing was changed (--dry-run).' : 'done.'}\n`);
}

/** This very program by its absolute path: Claude Code's shell may know neither it nor this Node. */
function statusLineCommand(own: readonly string[], template: string | null): string {
  const quote = (text: string) => `"${text.replace(/(["\\$`])/g, '\\$1')}"`;
  const given = template === null ? '' : ` --template ${quote(template)}`;
  return `${own.map(quote).join(' ')} statusline${given}`;
}
