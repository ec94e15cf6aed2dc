import type { Command, CommandMeta } from './command.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_CODE_TEXTS } from './exit-codes.ts';

/** Variables that change the program's mind, for `--help`. `settings.ts` reads them. */
export const SWITCHES: readonly [name: string, text: string][] = [
  ['CLAUDE_METER_HOME', 'the folder of the history and the latest state'],
  ['CLAUDE_METER_PORT', 'where the meter listens on 127.0.0.1 (63762)'],
  ['CLAUDE_METER_UPSTREAM', 'a stand-in for claude.ai, loopback addresses only'],
  ['CLAUDE_METER_FRESHNESS_MS', 'how long a post counts as fresh (120000)'],
  ['CLAUDE_METER_POLL_MS', 'pause between two fetches of the meter itself (60000)'],
  ['CLAUDE_METER_DESKTOP', 'off: no tray, no notices (on)'],
  ['CLAUDE_METER_OWN_FETCH', 'off: the meter never asks claude.ai itself (on)'],
  ['CLAUDE_METER_TRANSCRIPTS', "off: Claude Code's transcripts are not read (as CLAUDE_METER_OWN_FETCH)"],
  ['NO_COLOR, FORCE_COLOR', 'no colours, or colours also without a terminal'],
];

/** Help of the whole program: every command, every example, every exit code. */
export async function programHelp(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const metas = commands.map((command) => command.meta);
  const bare = metas.find((meta) => meta.name === '');
  return sections([
    ['', `claude-meter: Claude usage as claude.ai serves it.`],
    ['Usage', 'claude-meter [--json]\nclaude-meter COMMAND [OPTION]…'],
    ['Commands', table(metas.map((meta) => [invocation(meta), meta.summary]))],
    ['Options', table([...optionRows(bare), ['-V, --version', 'print the version'], helpRow])],
    ['Examples', metas.map(exampleLines).join('\n')],
    ['Environment', table(SWITCHES)],
    ['Exit codes', table(Object.entries(EXIT_CODE_TEXTS))],
  ]);
}

/** Help of one command. */
export function commandHelp({ meta }: Command): string {
  const options = Object.keys(meta.options).length > 0 ? ' [OPTION]…' : '';
  const words = meta.words ?? [];
  const usage = words.map(({ name, optional }) =>
    optional === true ? ` [${name.toUpperCase()}]` : ` ${name.toUpperCase()}`,
  );
  const wordRows = words.map(({ name, text }): [string, string] => [name.toUpperCase(), text]);
  return sections([
    ['', `${invocation(meta)}: ${meta.summary}`],
    ['', meta.about],
    ['Usage', invocation(meta) + usage.join('') + options],
    ...(words.length === 0 ? [] : [['Words', table(wordRows)] as [string, string]]),
    ['Options', table([...optionRows(meta), helpRow])],
    ['Examples', exampleLines(meta)],
  ]);
}

const helpRow: [string, string] = ['-h, --help', 'print this'];

function invocation(meta: CommandMeta): string {
  return meta.name === '' ? 'claude-meter' : `claude-meter ${meta.name}`;
}

function optionRows(meta: CommandMeta | undefined): [string, string][] {
  return Object.entries(meta?.options ?? {}).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `;
    const value = option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : '';
    return [`${short}--${name}${value}`, option.text];
  });
}

function exampleLines(meta: CommandMeta): string {
  return meta.examples.map((example) => `${example.line}\n    ${example.text}`).join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([head]) => head.length));
  return rows.map(([head, text]) => `${head.padEnd(width)}   ${text}`).join('\n');
}

function sections(parts: readonly [title: string, body: string][]): string {
  const printed = parts.map(([title, body]) =>
    title === '' ? body : `${title}:\n${body.replace(/^/gm, '  ')}`,
  );
  return `${printed.join('\n\n')}\n`;
}
