import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Settings } from '../settings.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** One switch of a command, as `parseArgs` takes it, with its line of help. */
export interface CommandOption extends ParseArgsOptionDescriptor {
  text: string;
  /** How the value is called in help: `SECONDS`, `FILE`. Only with `type: 'string'`. */
  value?: string;
}

/** A word behind the command's name: `config set KEY VALUE`. Its value stands among those of the switches. */
export interface CommandWord {
  /** Under which the value is found; in capitals in help. */
  name: string;
  text: string;
  /** The only words that may stand here. */
  choices?: readonly string[];
  /** Only the last words may be. */
  optional?: boolean;
}

export interface CommandExample {
  line: string;
  text: string;
}

/** Everything that help says about a command, and everything that its command line is checked against. */
export interface CommandMeta {
  /** '' is the command that runs when none is named. */
  name: string;
  summary: string;
  /** A paragraph of help: what a person should know before the first use. */
  about: string;
  options: Readonly<Record<string, CommandOption>>;
  /** In their order. @default none */
  words?: readonly CommandWord[];
  examples: readonly CommandExample[];
}

/** Values of the switches and words that were given. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** One file of this folder: what it is called, and what it does. */
export interface Command {
  meta: CommandMeta;
  run(io: Io, settings: Settings, values: OptionValues): Promise<ExitCode>;
}
