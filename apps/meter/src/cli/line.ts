import { lineNow } from '../lines/line-now.ts';
import type { LineWords } from '../lines/read-line-query.ts';
import type { Settings } from '../settings.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** `claude-meter line`: one line for a prompt or a status bar. */
export const line: Command = {
  meta: {
    name: 'line',
    summary: 'one line for a prompt or a status bar, in its own markup',
    about: `Prints one line out of a template. When the meter does not run, or does not answer at once, prints what it
knew last, marked as old; when nothing is known, nothing. Never fails a prompt. A prompt that has curl needs no Node:
curl -fs -m 0.05 "127.0.0.1:63762/line?format=tmux". docs/lines.md has the template language and every format.
"install" writes a marked block into the configuration of a prompt or bar, "uninstall" takes it out again; both only
show what would change until --yes is given.`,
    words: [
      { name: 'action', text: 'install or uninstall', choices: ['install', 'uninstall'], optional: true },
      { name: 'target', text: 'tmux, zsh, bash, fish, starship, waybar, …', optional: true },
    ],
    options: {
      format: {
        type: 'string',
        value: 'NAME',
        text: 'plain, ansi, tmux, starship, waybar, polybar, … (plain)',
      },
      template: { type: 'string', value: 'TEXT', text: 'such as "{5h} {7d}{stale? {stale}}"' },
      account: {
        type: 'string',
        value: 'WHO',
        text: 'e-mail, or how an org uuid begins (the fullest account)',
      },
      fields: { type: 'boolean', text: 'list every field and format, with what they say now' },
      file: { type: 'string', value: 'PATH', text: 'install, uninstall: another file than the usual one' },
      yes: { type: 'boolean', text: 'install, uninstall: write what is shown' },
    },
    examples: [
      { line: 'claude-meter line', text: '5h 47% · 7d 31%' },
      {
        line: `claude-meter line --format ansi --template '{binding:label} {binding:left} left, {reset}'`,
        text: 'the limit that stops you first',
      },
      { line: 'claude-meter line install tmux', text: 'what would be written into tmux.conf' },
      { line: 'claude-meter line install tmux --yes', text: 'writes it' },
    ],
  },

  async run(io, settings, values) {
    if (values['action'] !== undefined) {
      const { changeLine } = await import('./line-install.ts');
      return changeLine(io, settings, values);
    }
    if (values['fields'] === true) {
      const { printFields } = await import('./line-fields-table.ts');
      return printFields(io, settings);
    }
    return print(io, settings, values);
  },
};

async function print(io: Io, settings: Settings, values: OptionValues): Promise<ExitCode> {
  const said = await lineNow(wordsOf(values), settings, io.now());
  if (!said.ok) {
    io.stderr.write(`claude-meter: ${said.error} "claude-meter line --fields" lists what there is.\n`);
    return EXIT.usage;
  }
  io.stdout.write(said.line);
  return EXIT.ok;
}

function wordsOf(values: OptionValues): LineWords {
  const words: LineWords = {};
  for (const name of ['format', 'template', 'account'] as const) {
    const value = values[name];
    if (typeof value === 'string') words[name] = value;
  }
  return words;
}
