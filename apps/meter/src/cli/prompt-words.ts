import type { LineWords } from '../lines/read-line-query.ts';

const OPTIONS: Readonly<Record<string, keyof LineWords>> = {
  '--format': 'format',
  '--template': 'template',
  '--account': 'account',
};

/**
 * The options of a prompt's command line, where they are as plain as prompts write them; null for everything else
 * (help, mistakes, other options), which the whole program reads.
 */
export function promptWords(args: readonly string[], known: readonly (keyof LineWords)[]): LineWords | null {
  const words: LineWords = {};
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const split = arg.indexOf('=');
    const name = OPTIONS[split < 0 ? arg : arg.slice(0, split)];
    if (name === undefined || !known.includes(name) || words[name] !== undefined) return null;
    if (split < 0) index += 1;
    const value = split < 0 ? args[index] : arg.slice(split + 1);
    if (value === undefined || (split < 0 && value.startsWith('-'))) return null;
    words[name] = value;
  }
  return words;
}
