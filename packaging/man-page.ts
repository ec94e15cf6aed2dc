import type { CommandMeta } from '../apps/meter/src/cli/command.ts';
import { COMMANDS } from '../apps/meter/src/cli/commands.ts';
import { EXIT_CODE_TEXTS } from '../apps/meter/src/cli/exit-codes.ts';
import { SWITCHES } from '../apps/meter/src/cli/help.ts';
import type { Product } from './product.ts';

/** `claude-meter(1)`, made from the same words as `--help`. In the macros of man(7), which every system formats. */
export async function manPage(product: Product): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const metas = commands.map(({ meta }) => meta);
  const day = new Date(product.epoch * 1000).toISOString().slice(0, 10);
  return [
    `.TH CLAUDE\\-METER 1 ${day} "${product.name} ${product.version}" "User Commands"`,
    '.SH NAME',
    `claude\\-meter \\- Claude usage as claude.ai serves it`,
    '.SH SYNOPSIS',
    '.B claude\\-meter',
    `[${bold('--json')}]`,
    '.br',
    '.B claude\\-meter',
    '.I COMMAND',
    '[\\fIOPTION\\fR]\\|.\\|.\\|.',
    '.SH DESCRIPTION',
    text(
      `A browser extension, or the program itself, asks the endpoint that draws the settings page of claude.ai, and the program shows the numbers as they were served: in the terminal, in prompts, in the tray, on ${'http://127.0.0.1:63762/'}. Data goes to standard output, everything else to standard error.`,
    ),
    '.SH COMMANDS',
    ...metas.flatMap(commandLines),
    '.SH ENVIRONMENT',
    ...SWITCHES.flatMap(([names, about]) => ['.TP', bold(names), text(about)]),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_CODE_TEXTS).flatMap(([code, about]) => ['.TP', bold(code), text(about)]),
    '.SH SEE ALSO',
    text(product.repository),
    '',
  ].join('\n');
}

function commandLines(meta: CommandMeta): string[] {
  const words = (meta.words ?? []).map(({ name, optional }) => {
    const word = `\\fI${escaped(name.toUpperCase())}\\fR`;
    return optional === true ? ` [${word}]` : ` ${word}`;
  });
  const name = meta.name === '' ? 'claude-meter' : `claude-meter ${meta.name}`;
  return [
    `.SS ${bold(name)}${words.join('')}`,
    text(`${sentence(meta.summary)}`),
    '.PP',
    text(meta.about),
    ...(meta.words ?? []).flatMap((word) => [
      '.TP',
      `.I ${escaped(word.name.toUpperCase())}`,
      text(word.text),
    ]),
    ...Object.entries(meta.options).flatMap(([option, { short, type, value, text: about }]) => {
      const names = [`--${option}`, ...(short === undefined ? [] : [`-${short}`])].map(bold).join(', ');
      const argument = type === 'string' ? ` \\fI${escaped(value ?? 'VALUE')}\\fR` : '';
      return ['.TP', `${names}${argument}`, text(about)];
    }),
    ...meta.examples.flatMap((example) => [
      '.PP',
      text(sentence(example.text)),
      '.PP',
      '.in +4',
      '.nf',
      text(example.line),
      '.fi',
      '.in',
    ]),
  ];
}

/** One paragraph. No line of it is a request, none is longer than formatters like. */
function text(words: string): string {
  const lines: string[] = [];
  for (const line of escaped(words).split('\n')) {
    let rest = line.trimStart();
    while (rest.length > 78) {
      const cut = rest.lastIndexOf(' ', 78);
      if (cut <= 0) break;
      lines.push(rest.slice(0, cut));
      rest = rest.slice(cut + 1);
    }
    lines.push(rest);
  }
  return lines.map((line) => (/^[.']/.test(line) ? `\\&${line}` : line)).join('\n');
}

const escaped = (words: string) => words.replaceAll('\\', '\\e').replaceAll('-', '\\-');
const bold = (words: string) => `\\fB${escaped(words)}\\fR`;
const sentence = (words: string) =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? '' : '.'}`;
