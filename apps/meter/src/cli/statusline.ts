import { homedir } from 'node:os';
import { join } from 'node:path';
import { claudeCodeDir } from '../collect/claude-code/claude-code-dir.ts';
import { prepareHome } from '../home-folder.ts';
import type { Settings } from '../settings.ts';
import type { Installed } from '../statusline/install-line.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printable } from './view/printable.ts';

/** `claude-meter statusline`: what Claude Code runs under its prompt. */
export const statusline: Command = {
  meta: {
    name: 'statusline',
    summary: "Claude Code's status line: reads its JSON, prints one line, tells the meter",
    about: `Claude Code runs this and writes JSON to its standard input. It prints model, context, cost, branch and every limit of
the account at once, hands the numbers on to the meter within 150 ms, and never fails the prompt. "install" puts it into Claude Code's
settings.json (in CLAUDE_CONFIG_DIR when that is set); a status line that was there before goes on being run and
is printed below ours. "uninstall" puts back what was there, to the byte.`,
    words: [
      { name: 'action', text: 'install or uninstall', choices: ['install', 'uninstall'], optional: true },
    ],
    options: {
      'dry-run': { type: 'boolean', text: 'install, uninstall: only show what would change' },
      template: {
        type: 'string',
        value: 'TEXT',
        text: 'such as "{model}{sep}{5h} {5h:reset}"; docs/lines.md',
      },
    },
    examples: [
      { line: 'claude-meter statusline install --dry-run', text: 'see the change before it is made' },
      { line: 'claude-meter statusline install', text: 'make it; Claude Code shows it with its next answer' },
      { line: 'claude-meter statusline uninstall', text: 'put back what was there' },
    ],
  },

  async run(io, settings, values) {
    if (values['action'] !== undefined) return change(io, settings, values);
    const { printStatusLine } = await import('../statusline/print-status-line.ts');
    const write = (text: string | Uint8Array) => io.stdout.write(text);
    await printStatusLine({
      stdin: io.stdin,
      settings,
      env: io.env,
      now: io.now,
      write,
      template: templateOf(values),
      timeZone: () => io.timeZone,
      // Claude Code shows colours, though it is no terminal.
      colours: !io.env['NO_COLOR'],
    }).catch(() => {
      io.stdout.write('ClaudeMeter\n');
    });
    return EXIT.ok;
  },
};

async function change(io: Io, { home }: Settings, values: OptionValues): Promise<ExitCode> {
  const { installLine, uninstallLine } = await import('../statusline/install-line.ts');
  const dryRun = values['dry-run'] === true;
  const prepared = prepareHome(home);
  if (!prepared.ok) {
    io.stderr.write(`claude-meter: ${prepared.error}\n`);
    return EXIT.homeUnusable;
  }
  const path = join(claudeCodeDir(io.env, homedir()), 'settings.json');
  const installing = values['action'] === 'install';
  const done = installing
    ? installLine({ home, path, command: ownCommand(templateOf(values)), dryRun })
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

function templateOf(values: OptionValues): string | null {
  return (values['template'] as string | undefined) ?? null;
}

/** This very program by its absolute path: Claude Code's shell may know neither it nor this Node. */
function ownCommand(template: string | null): string {
  const quote = (text: string) => `"${text.replace(/(["\\$`])/g, '\\$1')}"`;
  const words = [process.execPath, process.argv[1] ?? 'claude-meter'];
  const given = template === null ? '' : ` --template ${quote(template)}`;
  return `${words.map(quote).join(' ')} statusline${given}`;
}
