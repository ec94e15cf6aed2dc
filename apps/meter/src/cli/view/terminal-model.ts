/**
 * A small terminal for tests: it understands what the live view sends (addresses, clearing to the end of a line,
 * colours) and refuses everything else.
 */
export interface TerminalModel {
  write(orders: string): void;
  /** What stands in each row, padded to its width. */
  lines(): string[];
  /** How many lines were pushed out on top. */
  scrolled(): number;
  /** Cells that were cleared since the last `write` began, as [row, column]. */
  blanked(): [number, number][];
}

interface Given {
  columns: number;
  rows: number;
  /** What stands in every cell at first. */
  fill: string;
}

const ESCAPE = '\u001b';
const ORDER = /^\[([\d;]*)([A-Za-z])/;

export function terminalModel({ columns, rows, fill }: Given): TerminalModel {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => fill));
  let cursor = { row: 0, column: 0 };
  // After the last cell of a row the cursor waits: only the next character moves it to the next row.
  let waiting = false;
  let scrolled = 0;
  let blanked: [number, number][] = [];

  function put(character: string): void {
    if (waiting) {
      waiting = false;
      if (cursor.row === rows - 1) {
        scrolled += 1;
        cells.shift();
        cells.push(Array.from({ length: columns }, () => ' '));
      } else cursor.row += 1;
      cursor.column = 0;
    }
    (cells[cursor.row] as string[])[cursor.column] = character;
    if (cursor.column === columns - 1) waiting = true;
    else cursor.column += 1;
  }

  function obey(parameters: string, order: string): void {
    if (order === 'm') return;
    if (order === 'K' && parameters === '') {
      for (let column = cursor.column; column < columns; column += 1) {
        (cells[cursor.row] as string[])[column] = ' ';
        blanked.push([cursor.row, column]);
      }
      return;
    }
    const [row, column] = parameters.split(';').map(Number);
    if (order !== 'H' || row === undefined || column === undefined || row > rows || column > columns) {
      throw new Error(`The terminal was told ${JSON.stringify(`${parameters}${order}`)}.`);
    }
    cursor = { row: row - 1, column: column - 1 };
    waiting = false;
  }

  return {
    write(orders) {
      blanked = [];
      for (let rest = orders; rest !== ''; ) {
        const match = rest.startsWith(ESCAPE) ? ORDER.exec(rest.slice(1)) : null;
        if (match !== null) obey(match[1] ?? '', match[2] ?? '');
        else put(rest[0] as string);
        rest = rest.slice(match === null ? 1 : 1 + match[0].length);
      }
    },
    lines: () => cells.map((row) => row.join('')),
    scrolled: () => scrolled,
    blanked: () => blanked,
  };
}
