import { printStatusLine } from '../statusline/print-status-line.ts';
import { readInput } from '../statusline/read-input.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** `claude-meter statusline`: what Claude Code runs under its prompt. */
export const statusline: Command = {
  meta: {
    name: 'statusline',
    summary: "Claude Code's status line: reads its JSON, prints one line, tells the meter",
    about: `Claude Code runs this and writes JSON to its standard input. It prints model, context, cost, branch and every
limit of the account at once, hands the numbers on to the meter, and never fails the prompt. "install" puts it into
Claude Code's settings.json (in CLAUDE_CONFIG_DIR when that is set); a status line that was there before goes on being
run and is printed below ours. "uninstall" puts back what was there, to the byte.`,
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
    if (values['action'] !== undefined) {
      const { changeStatusLine } = await import('./statusline-install.ts');
      return changeStatusLine(io, settings, values);
    }
    const write = (text: string | Uint8Array) => io.stdout.write(text);
    await printStatusLine({
      input: await readInput(io.stdin),
      settings,
      env: io.env,
      now: io.now,
      write,
      template: (values['template'] as string | undefined) ?? null,
      // Claude Code shows colours, though it is no terminal.
      colours: !io.env['NO_COLOR'],
    }).catch(() => {
      io.stdout.write('ClaudeMeter\n');
    });
    return EXIT.ok;
  },
};
