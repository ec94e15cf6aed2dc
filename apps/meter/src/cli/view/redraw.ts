import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './text-width.ts';

/** A frame on the screen: one printed line per row, no line wider than the screen. */
export interface Frame {
  lines: readonly string[];
  columns: number;
  rows: number;
}

/**
 * The orders that turn one frame into the next. Only rows that differ are written, each at its own address, and
 * nothing is ever cleared before it is overwritten: no scrolling, no flicker, '' when nothing changed.
 *
 * @param previous null when what is on the screen is not known (at first, and after its size has changed)
 */
export function planRedraw(previous: Frame | null, next: Frame): string {
  const known = previous !== null && previous.columns === next.columns && previous.rows === next.rows;
  let orders = '';
  for (let row = 0; row < next.rows; row += 1) {
    const line = next.lines[row] ?? '';
    if (known && (previous.lines[row] ?? '') === line) continue;
    orders += `\x1b[${row + 1};1H${line}${clearRest(line, next.columns)}`;
  }
  return orders;
}

/** After a line that fills its row, the cursor still stands on the last cell: clearing would take a character away. */
function clearRest(line: string, columns: number): string {
  return textWidth(stripVTControlCharacters(line)) < columns ? '\x1b[K' : '';
}
