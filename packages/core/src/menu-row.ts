import type { TitleFormat } from './title.ts';
import type { TitleDriver } from './title-driver.ts';

/** What a click asks for. */
export type MenuAction =
  | { kind: 'open_usage_page' }
  | { kind: 'forget'; orgUuid: string }
  | { kind: 'set_format'; format: TitleFormat }
  | { kind: 'set_driver'; driver: TitleDriver }
  | { kind: 'toggle_alarms' }
  | { kind: 'toggle_flash' }
  | { kind: 'toggle_start_at_login' }
  | { kind: 'dismiss_alarm' }
  | { kind: 'test_alarm' }
  | { kind: 'refresh' }
  | { kind: 'quit' };

/** How a row shows that it is chosen: not at all, as one of several, or by itself. */
export type MenuMark = 'none' | 'radio' | 'check';

export interface MenuItem {
  kind: 'item';
  /** Unique in the tree, made from accounts and limits, never from a position. */
  id: string;
  title: string;
  /** Rows that only say something are not enabled. */
  enabled: boolean;
  /** A row that comes and goes stays in the tree and hides: its coming must not rebuild an open menu. */
  visible: boolean;
  mark: MenuMark;
  on: boolean;
  action: MenuAction | null;
  /** Null: no submenu. */
  children: readonly MenuRow[] | null;
}

export interface MenuSeparator {
  kind: 'separator';
  id: string;
  visible: boolean;
}

export type MenuRow = MenuItem | MenuSeparator;

/** A row; what is not given is what most rows are: text that says something and cannot be clicked. */
export function menuItem(id: string, title: string, given: Partial<MenuItem> = {}): MenuItem {
  const enabled = given.action !== undefined || given.children !== undefined;
  return {
    kind: 'item',
    id,
    title,
    enabled,
    visible: true,
    mark: 'none',
    on: false,
    action: null,
    children: null,
    ...given,
  };
}

export function menuSeparator(id: string, visible = true): MenuSeparator {
  return { kind: 'separator', id, visible };
}

/** All rows of a tree, parents before their children. */
export function* walkMenu(rows: readonly MenuRow[]): Generator<MenuRow> {
  for (const row of rows) {
    yield row;
    if (row.kind === 'item' && row.children !== null) yield* walkMenu(row.children);
  }
}
