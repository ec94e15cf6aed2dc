import type { MenuAction, MenuRow } from './menu-row.ts';
import { plainLine } from './plain-line.ts';
import { type TitleRun, titleText } from './title.ts';
import type { TrayModel } from './tray-model.ts';

/** How a row is to be carried out, as a program and its arguments; null: a plugin cannot, and the row is left out. */
export type PluginCommand = (rowId: string, action: MenuAction) => readonly string[] | null;

/** ANSI: the nearest of the 256 colours to the title's backgrounds, with an ink that can be read on them. */
const ANSI = { warning: '48;5;172;30', full: '48;5;167;97' } as const;

/**
 * The tray as the output of a plugin of SwiftBar or xbar, two programs that show what a script prints in the menu bar
 * of macOS: the title, `---`, then one line a row with `--` before each level.
 *
 * @param colours whether the reader understands 256 colours (SwiftBar does)
 */
export function barPluginText(
  model: TrayModel,
  command: PluginCommand,
  { colours }: { colours: boolean },
): string {
  const title = colours ? model.title.map(coloured).join('') : titleText(model.title);
  const lines = [line(title, colours ? ['ansi=true'] : []), '---', ...rowLines(model.menu, command, '')];
  return `${lines.join('\n')}\n`;
}

function coloured({ text, severity }: TitleRun): string {
  // Spaces around a run are part of the title.
  const safe = text.replace(/[|\p{Cc}\p{Cf}]/gu, '¦');
  return severity === 'calm' ? safe : `\u001b[${ANSI[severity]}m ${safe} \u001b[0m`;
}

function rowLines(rows: readonly MenuRow[], command: PluginCommand, level: string): string[] {
  return rows
    .filter((row) => row.visible)
    .flatMap((row) => {
      if (row.kind === 'separator') return [`${level}---`];
      const marks = row.on ? ['checked=true'] : [];
      const argv = row.action === null ? null : command(row.id, row.action);
      if (argv === null && row.action !== null) return [];
      const does = argv === null ? [] : commandParameters(argv);
      const below = row.children === null ? [] : rowLines(row.children, command, `${level}--`);
      return [line(level + plain(row.title), [...marks, ...does]), ...below];
    });
}

function commandParameters([program = '', ...args]: readonly string[]): string[] {
  return [
    `bash=${quoted(program)}`,
    ...args.map((arg, index) => `param${index + 1}=${quoted(arg)}`),
    'terminal=false',
    'refresh=true',
  ];
}

function line(text: string, parameters: readonly string[]): string {
  return parameters.length === 0 ? text : `${text} | ${parameters.join(' ')}`;
}

/** Nothing in a text may look like parameters. */
function plain(text: string): string {
  return plainLine(text).replaceAll('|', '¦');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '')}"`;
}
