import type { CommandMeta } from '../command.ts';

/** What a shell offers behind a switch: nothing (it takes no value), files, known words, or silence. */
export type CompletedValue =
  | { kind: 'none' }
  | { kind: 'file' }
  | { kind: 'words'; words: readonly string[] }
  | { kind: 'text' };

export interface CompletedOption {
  /** `--limit` */
  long: string;
  /** `-q` */
  short: string | null;
  /** `SECONDS`, for shells that show it. */
  valueName: string;
  value: CompletedValue;
  text: string;
}

/** All that a shell has to know about one command. */
export interface CompletedCommand {
  /** '' runs when none is named. */
  name: string;
  summary: string;
  options: readonly CompletedOption[];
  /** What is known to stand at the first place behind the name, at the second …; empty where anything may. */
  words: readonly (readonly string[])[];
}

/** Words that a command knows though its help lists only some: by command and place, `line target`, `line --format`. */
export type KnownWords = Readonly<Record<string, readonly string[]>>;

const FILES = new Set(['FILE', 'PATH']);
/** What needs quotes in some shell is not worth offering. */
const PLAIN = /^[\w.+-]+$/;

/** Reads the help of every command into what shells need. */
export function completionTable(metas: readonly CommandMeta[], known: KnownWords): CompletedCommand[] {
  return metas.map((meta) => ({
    name: meta.name,
    summary: meta.summary,
    options: [...optionsOf(meta, known), ...COMMON, ...(meta.name === '' ? [VERSION] : [])],
    words: (meta.words ?? []).map(({ name, choices }) =>
      plain(choices ?? known[`${meta.name} ${name}`] ?? []),
    ),
  }));
}

function optionsOf(meta: CommandMeta, known: KnownWords): CompletedOption[] {
  return Object.entries(meta.options).map(([name, option]) => {
    const words = known[`${meta.name} --${name}`];
    const valueName = option.value ?? 'VALUE';
    const value: CompletedValue =
      option.type === 'boolean'
        ? { kind: 'none' }
        : words !== undefined
          ? { kind: 'words', words: plain(words) }
          : { kind: FILES.has(valueName) ? 'file' : 'text' };
    const short = option.short === undefined ? null : `-${option.short}`;
    return { long: `--${name}`, short, valueName, value, text: option.text };
  });
}

const bare = (long: string, short: string, text: string): CompletedOption => ({
  long,
  short,
  valueName: '',
  value: { kind: 'none' },
  text,
});

const COMMON = [bare('--help', '-h', 'print help')];
const VERSION = bare('--version', '-V', 'print the version');

const plain = (words: readonly string[]) => words.filter((word) => PLAIN.test(word));
