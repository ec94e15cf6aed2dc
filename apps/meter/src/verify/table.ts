import { fitLine, type Line, type Span, span } from '../cli/view/styled.ts';
import { textWidth } from '../cli/view/text-width.ts';

/**
 * Rows of cells as lines with aligned columns, indented by two.
 *
 * @param columns width of the terminal; Infinity where nothing has to fit
 */
export function table(rows: readonly (readonly Span[])[], columns: number): Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, textWidth(cell.text));
    });
  }
  return rows.map((row) => {
    const cells = row.flatMap((cell, at) => {
      const gap = ' '.repeat((widths[at] ?? 0) - textWidth(cell.text) + 2);
      return at === row.length - 1 ? [cell] : [cell, span(gap)];
    });
    return fitLine([span('  '), ...cells], columns);
  });
}
