import type { HostOp, HostRow } from '../hosted/protocol.ts';
import type { Pointer } from './ffi.ts';
import type { ObjectiveC } from './objective-c.ts';

const ON = 1;
const OFF = 0;

/** Rows of native menus. */
export interface MacRows {
  /** A menu of rows; the caller releases it. */
  menu(rows: readonly HostRow[]): Pointer;
  /** Replaces the rows of the root menu. */
  replace(root: Pointer, rows: readonly HostRow[]): void;
  has(id: string): boolean;
  /** Brings the rows that are there already up to date; leaves out the others. */
  refresh(rows: readonly HostRow[]): void;
  patch(op: Extract<HostOp, { op: 'patch' }>): void;
}

/** Makes and changes native rows; every one of them sends `pick:` to `target`. */
export function createMacRows(objc: ObjectiveC, target: Pointer): MacRows {
  /** Rows that can be patched, by id. Their menus own them. */
  const items = new Map<string, Pointer>();
  const pick = objc.selector('pick:');

  function menu(rows: readonly HostRow[]): Pointer {
    const made = objc.object(
      objc.object(objc.classNamed('NSMenu'), 'alloc'),
      'initWithTitle:',
      objc.text(''),
    );
    objc.send(made, 'setAutoenablesItems:', false);
    fill(made, rows);
    return made;
  }

  function fill(into: Pointer, rows: readonly HostRow[]): void {
    for (const row of rows) {
      const made = row.kind === 'separator' ? separator() : item(row);
      objc.send(made, 'setHidden:', !row.visible);
      objc.send(into, 'addItem:', made);
      objc.send(made, 'release');
      items.set(row.id, made);
    }
  }

  function separator(): Pointer {
    return objc.object(objc.object(objc.classNamed('NSMenuItem'), 'separatorItem'), 'retain');
  }

  function item(row: Extract<HostRow, { kind: 'item' }>): Pointer {
    const raw = objc.object(objc.classNamed('NSMenuItem'), 'alloc');
    const made = objc.object(
      raw,
      'initWithTitle:action:keyEquivalent:',
      ...[objc.text(row.title), row.children === null ? pick : null, objc.text('')],
    );
    objc.send(made, 'setTarget:', target);
    objc.send(made, 'setRepresentedObject:', objc.text(row.id));
    objc.send(made, 'setEnabled:', row.enabled);
    objc.send(made, 'setState:', row.on ? ON : OFF);
    if (row.children !== null) {
      const submenu = menu(row.children);
      objc.send(made, 'setSubmenu:', submenu);
      objc.send(submenu, 'release');
    }
    return made;
  }

  const patch: MacRows['patch'] = ({ id, title, enabled, visible, on }) => {
    const row = items.get(id);
    if (row === undefined) throw new Error(`There is no row ${JSON.stringify(id)}.`);
    if (title !== undefined) objc.send(row, 'setTitle:', objc.text(title));
    if (enabled !== undefined) objc.send(row, 'setEnabled:', enabled);
    if (visible !== undefined) objc.send(row, 'setHidden:', !visible);
    if (on !== undefined) objc.send(row, 'setState:', on ? ON : OFF);
  };

  const refresh: MacRows['refresh'] = (rows) => {
    for (const row of rows) {
      if (row.kind === 'separator') continue;
      const { id, title, enabled, visible, on } = row;
      if (items.has(id)) patch({ op: 'patch', id, title, enabled, visible, on });
      refresh(row.children ?? []);
    }
  };

  return {
    menu,
    replace(root, rows) {
      objc.send(root, 'removeAllItems');
      items.clear();
      fill(root, rows);
    },
    has: (id) => items.has(id),
    refresh,
    patch,
  };
}
