import type { Thing } from './jxa-appkit.ts';

/** The row with an id, in a menu or in one below it. */
export function findRow(menu: Thing, id: string): Thing {
  const found = rowsOf(menu).find((row) => (row['represented'] as Thing | undefined)?.['value'] === id);
  if (found === undefined) throw new Error(`There is no row ${JSON.stringify(id)}.`);
  return found;
}

function rowsOf(menu: Thing): Thing[] {
  return (menu['rows'] as Thing[]).flatMap((row) =>
    row['submenu'] === undefined ? [row] : [row, ...rowsOf(row['submenu'] as Thing)],
  );
}

/** The object graph, in the words of the AppKit stand-in. */
export function dumpOf(item: Thing): string[] {
  const button = item['button'] as Thing;
  const title = button['title'] as Thing;
  const marks = Object.entries((title['marks'] ?? {}) as Record<string, Record<string, string>>);
  const runs = marks.map(([range, mark]) => {
    const [start = 0, length = 0] = range.split('+').map(Number);
    const shown = String(title['value']).slice(start, start + length);
    return `run | ${shown} | ground=${mark['NSBackgroundColor'] ?? 'none'} ink=${mark['NSColor'] ?? 'none'} font=${mark['NSFont'] === undefined ? 0 : 1}`;
  });
  return [
    ...runs,
    `label | ${button['label']}`,
    `tooltip | ${button['tooltip']}`,
    ...dumpRows(item['menu'] as Thing, 0),
  ];
}

function dumpRows(menu: Thing, depth: number): string[] {
  if (menu['autoenables'] !== false)
    throw new Error('Rows would turn grey: the menu enables its items itself.');
  return (menu['rows'] as Thing[]).flatMap((row) => {
    const flag = (name: string) => (row[name] === true ? 1 : 0);
    const indent = '  '.repeat(depth);
    if (row['separator'] === true) return [`${indent}-- hidden=${flag('hidden')}`];
    const id = (row['represented'] as Thing)['value'];
    const state = `enabled=${flag('enabled')} hidden=${flag('hidden')} state=${row['state']}`;
    const below = row['submenu'] === undefined ? [] : dumpRows(row['submenu'] as Thing, depth + 1);
    return [`${indent}${id} | ${row['title']} | ${state}`, ...below];
  });
}
