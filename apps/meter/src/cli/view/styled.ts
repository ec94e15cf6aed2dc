import type { Severity } from '@claude-meter/core';
import { cutToWidth, textWidth } from './text-width.ts';

export type Style = 'plain' | 'bold' | 'dim' | 'calm' | 'warning' | 'full' | 'notice';

/** A piece of a line in one style. The text is printable already. */
export interface Span {
  text: string;
  style: Style;
}

export type Line = readonly Span[];

const SGR: Record<Style, string> = {
  plain: '',
  bold: '1',
  dim: '2',
  calm: '32',
  warning: '33',
  full: '1;31',
  notice: '30;43',
};

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

/** Numbers speak up only when there is something to say. */
export function severityStyle(severity: Severity): Style {
  return severity === 'calm' ? 'plain' : severity;
}

/** A line as text, with or without colour orders. */
export function printLine(line: Line, colours: boolean): string {
  return line
    .map(({ text, style }) =>
      !colours || style === 'plain' || text === '' ? text : `\x1b[${SGR[style]}m${text}\x1b[0m`,
    )
    .join('');
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

/** A line that fits into `columns`; what was cut off shows as `…`. */
export function fitLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  let left = Math.max(0, columns - 1);
  for (const { text, style } of line) {
    const cut = cutToWidth(text, left);
    kept.push(span(cut, style));
    left -= textWidth(cut);
    if (cut !== text) break;
  }
  return columns > 0 ? [...kept, span('…', 'dim')] : [];
}
