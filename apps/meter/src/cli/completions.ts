import { LINE_FORMATS } from '@claude-meter/core';
import { CONFIG_KEYS } from '../config/config.ts';
import { LINE_TARGETS } from '../lines/line-targets.ts';
import type { Command } from './command.ts';
import { bashCompletion } from './completions/bash-completion.ts';
import { completionTable, type KnownWords } from './completions/completion-table.ts';
import { fishCompletion } from './completions/fish-completion.ts';
import { zshCompletion } from './completions/zsh-completion.ts';
import { EXIT } from './exit-codes.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

const KNOWN: KnownWords = {
  'config key': CONFIG_KEYS.map(({ key }) => key),
  'config value': ['on', 'off'],
  'line target': Object.keys(LINE_TARGETS),
  'line --format': LINE_FORMATS,
  'guard --limit': ['5h', '7d', 'opus', 'sonnet', 'binding'],
  'wait --limit': ['5h', '7d', 'opus', 'sonnet', 'binding'],
  'wait --until': ['reset'],
};

/**
 * `claude-meter completions`: what a shell needs to complete every command, made from their help.
 *
 * @param all every command; the list that this one is in itself
 */
export const completionsOf = (all: Readonly<Record<string, () => Promise<Command>>>): Command => ({
  meta: {
    name: 'completions',
    summary: 'print the completions of this program for bash, zsh or fish',
    about: `Prints a script that lets Tab complete commands, switches and the words that are known. Packages install it by
themselves. The script is complete: nothing is started while you type.`,
    words: [{ name: 'shell', text: Object.keys(SHELLS).join(', '), choices: Object.keys(SHELLS) }],
    options: {},
    examples: [
      {
        line: 'eval "$(claude-meter completions bash)"',
        text: 'in ~/.bashrc; zsh the same way, after compinit',
      },
      {
        line: 'claude-meter completions fish > ~/.config/fish/completions/claude-meter.fish',
        text: 'once, for fish',
      },
    ],
  },

  async run(io, _settings, values) {
    const commands = await Promise.all(Object.values(all).map((load) => load()));
    const metas = commands.map(({ meta }) => meta);
    const script = SHELLS[values['shell'] as keyof typeof SHELLS];
    io.stdout.write(script(completionTable(metas, KNOWN)));
    return EXIT.ok;
  },
});
