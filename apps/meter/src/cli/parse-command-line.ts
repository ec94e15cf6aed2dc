import type { Command, CommandMeta, OptionValues } from './command.ts';
import { COMMAND_NAMES, COMMANDS } from './commands.ts';
import { nearest } from './nearest.ts';

// Importing `node:util` by name makes Node load every lazy part of it, 3 ms of each prompt.
const { parseArgs } = process.getBuiltinModule('node:util');

export type Intent =
  | { kind: 'run'; command: Command; values: OptionValues }
  | { kind: 'help'; command: Command | null }
  | { kind: 'version' }
  /** `help` is the call that tells what there is. */
  | { kind: 'mistake'; error: string; help: string };

/** Reads a command line. Loads the one command that it names, runs nothing. */
export async function parseCommandLine(argv: readonly string[]): Promise<Intent> {
  const named = argv[0] !== undefined && !argv[0].startsWith('-') ? argv[0] : '';
  if (named === 'help') return parseHelp(argv.slice(1));
  const load = Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined;
  if (load === undefined) return noCommand(named);
  const rest = argv.slice(named === '' ? 0 : 1);
  if (rest.includes('--help') || rest.includes('-h')) {
    return { kind: 'help', command: named === '' ? null : await load() };
  }
  if (named === '' && (rest[0] === '--version' || rest[0] === '-V')) return { kind: 'version' };
  const command = await load();
  const values = readOptions(command.meta, rest);
  if ('values' in values) return { kind: 'run', command, ...values };
  return { kind: 'mistake', error: values.error, help: helpOf(named) };
}

async function parseHelp(rest: readonly string[]): Promise<Intent> {
  const name = rest[0];
  if (name === undefined) return { kind: 'help', command: null };
  const load = name !== '' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return load === undefined ? noCommand(name) : { kind: 'help', command: await load() };
}

/** `parseArgs` in its lenient mode: it finds the tokens, the verdict and its words are ours. */
function readOptions(
  meta: CommandMeta,
  args: readonly string[],
): { values: OptionValues } | { error: string } {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: meta.options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words = readWords(
    meta,
    tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
  );
  if ('error' in words) return words;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(meta.options, token.name) ? meta.options[token.name] : undefined;
    if (option === undefined) {
      return unknown(
        'option',
        token.rawName,
        Object.keys(meta.options).map((name) => `--${name}`),
      );
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      return { error: `${quote(token.rawName)} takes no value, got ${quote(token.value)}.` };
    }
    if (option.type === 'string' && token.value === undefined) {
      return { error: `${quote(token.rawName)} needs a value: ${token.rawName} ${option.value ?? 'VALUE'}.` };
    }
  }
  return { values: { ...(values as OptionValues), ...words.words } };
}

/** The words behind the name, each under its own. */
function readWords(
  meta: CommandMeta,
  given: readonly string[],
): { words: Record<string, string> } | { error: string } {
  const words = meta.words ?? [];
  const values: Record<string, string> = {};
  for (const [index, value] of given.entries()) {
    const word = words[index];
    if (word === undefined) return superfluous(meta, value);
    if (word.choices !== undefined && !word.choices.includes(value)) {
      const near = nearest(value, word.choices);
      const hint =
        near === null ? `It is one of ${word.choices.join(', ')}.` : `Did you mean ${quote(near)}?`;
      return { error: `"${meta.name}" knows no ${quote(value)}. ${hint}` };
    }
    values[word.name] = value;
  }
  const missing = words[given.length];
  if (missing === undefined || missing.optional === true) return { words: values };
  return { error: `"${meta.name}" needs ${missing.name.toUpperCase()}: ${missing.text}.` };
}

function superfluous(meta: CommandMeta, value: string): { error: string } {
  if (meta.name === '') return unknown('command', value, COMMAND_NAMES);
  return { error: `"${meta.name}" takes no further words, got ${quote(value)}.` };
}

function noCommand(word: string): Intent {
  return { kind: 'mistake', ...unknown('command', word, COMMAND_NAMES), help: helpOf('') };
}

const helpOf = (command: string) => ['claude-meter', command, '--help'].filter(Boolean).join(' ');

function unknown(what: 'command' | 'option', word: string, known: readonly string[]): { error: string } {
  const near = nearest(word, known);
  const hint = near === null ? '' : ` Did you mean ${quote(near)}?`;
  return { error: `There is no ${what} ${quote(word)}.${hint}` };
}

const quote = (text: string) => JSON.stringify(text);
