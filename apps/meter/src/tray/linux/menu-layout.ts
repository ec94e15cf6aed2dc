import type { MenuRow } from '@claude-meter/core';
import type { Bus } from '../../dbus/bus.ts';
import { rowProperties } from './menu-properties.ts';
import { createRowIds } from './row-ids.ts';

/** A row as dbusmenu hands it over; children are variants of the same. */
export type Layout = [id: number, properties: Record<string, unknown>, children: unknown[]];

/** Reads a menu by the numbers that hosts know its rows by; 0 is the menu itself. */
export interface MenuLayout {
  /**
   * The rows from `id` down.
   *
   * @param depth how many levels below; -1 for all
   * @param names the properties wanted; none named: all
   * @returns null when there is no such row
   */
  read(id: number, depth: number, names: readonly string[]): Layout | null;
  numberOf(rowId: string): number;
  /** The row's id in the model; null for the menu itself and for numbers never given. */
  rowIdOf(id: number): string | null;
}

export function createMenuLayout(rows: () => readonly MenuRow[], variant: Bus['variant']): MenuLayout {
  const ids = createRowIds();

  function layoutOf(row: MenuRow, depth: number, names: readonly string[]): Layout {
    const properties = only(rowProperties(row, variant), names);
    return [ids.of(row.id), properties, childLayouts(childrenOf(row), depth, names)];
  }

  function childLayouts(children: readonly MenuRow[], depth: number, names: readonly string[]): unknown[] {
    if (depth === 0) return [];
    return children.map((child) => variant('(ia{sv}av)', layoutOf(child, depth - 1, names)));
  }

  return {
    read(id, depth, names) {
      if (id === 0) {
        const properties = only({ 'children-display': variant('s', 'submenu') }, names);
        return [0, properties, childLayouts(rows(), depth, names)];
      }
      const name = ids.name(id);
      const row = name === null ? null : findRow(rows(), name);
      return row === null ? null : layoutOf(row, depth, names);
    },
    numberOf: ids.of,
    rowIdOf: ids.name,
  };
}

function findRow(rows: readonly MenuRow[], name: string): MenuRow | null {
  for (const row of rows) {
    if (row.id === name) return row;
    const below = findRow(childrenOf(row), name);
    if (below !== null) return below;
  }
  return null;
}

function childrenOf(row: MenuRow): readonly MenuRow[] {
  return row.kind === 'item' ? (row.children ?? []) : [];
}

function only(properties: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  if (names.length === 0) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
