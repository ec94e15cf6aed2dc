import {
  type Line,
  lineWidth,
  printLine,
  type Span,
  type Style,
  span,
} from '../apps/meter/src/cli/view/styled.ts';
import { textWidth } from '../apps/meter/src/cli/view/text-width.ts';

const CELL = { width: 8.4, height: 19 };
const MARGIN = 18;

const FILLS: Readonly<Record<Style, string>> = {
  plain: '#d7dae0',
  bold: '#ffffff',
  dim: '#8b93a1',
  calm: '#6cc27a',
  warning: '#e5b567',
  full: '#f06c75',
  notice: '#1b1e24',
};

/** What a terminal is told before the text of each style, and which style that is. */
const ORDERS = new Map(
  (Object.keys(FILLS) as Style[]).map((style) => [printLine([span('-', style)], true).split('-')[0], style]),
);

/** The lines that a program printed in colours, as it meant them. */
export function readStyled(printed: string): Line[] {
  return printed
    .trimEnd()
    .split('\n')
    .map((line) =>
      // biome-ignore lint/suspicious/noControlCharactersInRegex: orders to a terminal begin with one
      [...line.matchAll(/(\x1b\[[\d;]+m)?([^\x1b]+)(?:\x1b\[0m)?/g)].map(([, order = '', text = '']) =>
        span(text, ORDERS.get(order) ?? 'plain'),
      ),
    );
}

export interface TerminalPicture {
  /** Longer lines go on in the next one, from a word on. */
  columns: number;
  /** What somebody hears who does not see it. */
  label: string;
}

/** A terminal that shows some lines. */
export function terminalSvg(given: readonly Line[], { columns, label }: TerminalPicture): string {
  const lines = given.flatMap((line) => wrap(line, columns));
  const width = columns * CELL.width + 2 * MARGIN;
  const height = lines.length * CELL.height + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" role="img" aria-label="${escapeXml(label)}">
<rect width="${width}" height="${height}" rx="10" fill="#1b1e24"/>
${lines.map((line, row) => rowOf(line, MARGIN + (row + 0.75) * CELL.height)).join('\n')}
</svg>
`;
}

function wrap(line: Line, columns: number): Line[] {
  if (lineWidth(line) <= columns) return [line];
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { text, style } of line) {
    for (const word of text.split(/(?<= )/)) {
      const cells = textWidth(word);
      if (used + textWidth(word.trimEnd()) > columns) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push(span(word, style));
      used += cells;
    }
  }
  return lines;
}

function rowOf(line: Line, y: number): string {
  let column = 0;
  return line
    .map(({ text, style }) => {
      const x = MARGIN + column * CELL.width;
      const cells = textWidth(text);
      column += cells;
      if (text.trim() === '') return '';
      const length = cells * CELL.width;
      const ground =
        style === 'notice'
          ? `<rect x="${x}" y="${y - 14}" width="${length}" height="${CELL.height}" fill="#e5b567"/>`
          : '';
      const weight = style === 'bold' || style === 'full' ? ' font-weight="bold"' : '';
      return `${ground}<text x="${x}" y="${y}" fill="${FILLS[style]}"${weight} textLength="${length}" xml:space="preserve">${escapeXml(text)}</text>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
