import { type MenuItem, type MenuRow, walkMenu } from './menu-row.ts';
import type { TitleRun } from './title.ts';
import type { TrayIcon } from './tray-icon.ts';
import type { TrayModel } from './tray-model.ts';

/** What may change on a row that stays where it is. */
export type RowChange = Partial<Pick<MenuItem, 'title' | 'enabled' | 'visible' | 'on'>>;

/** The only things a host is told. */
export type TrayOp =
  | { op: 'title'; runs: readonly TitleRun[]; a11y: string }
  | { op: 'tooltip'; text: string }
  | { op: 'icon'; icon: TrayIcon }
  | { op: 'patch'; id: string; change: RowChange }
  | { op: 'menu'; rows: readonly MenuRow[] };

export interface TrayPlan {
  ops: TrayOp[];
  /** The rows differ in structure, and an open menu kept them from being replaced: plan again once it is closed. */
  deferred: boolean;
}

/**
 * What has to be done so that a host that holds `held` shows `next`. First what stands in the bar, then rows in
 * place, and only when the structure differs the whole menu; never that while the menu is open.
 *
 * @param held what the host holds now (`applyOps`), null when it holds nothing
 */
export function planUpdate(held: TrayModel | null, next: TrayModel, state: { menuOpen: boolean }): TrayPlan {
  const ops: TrayOp[] = [];
  if (held === null || held.a11y !== next.a11y || !same(held.title, next.title)) {
    ops.push({ op: 'title', runs: next.title, a11y: next.a11y });
  }
  if (held === null || held.tooltip !== next.tooltip) ops.push({ op: 'tooltip', text: next.tooltip });
  if (held === null || !same(held.icon, next.icon)) ops.push({ op: 'icon', icon: next.icon });
  const rebuild = held === null || menuStructure(held.menu) !== menuStructure(next.menu);
  if (rebuild && !state.menuOpen) {
    ops.push({ op: 'menu', rows: next.menu });
  } else if (held !== null) {
    ops.push(...rowPatches(held.menu, next.menu));
  }
  return { ops, deferred: rebuild && state.menuOpen };
}

/** What a host holds after the operations. */
export function applyOps(held: TrayModel | null, ops: readonly TrayOp[]): TrayModel {
  const model: TrayModel = { ...(held ?? NOTHING) };
  const changes = new Map<string, RowChange>();
  for (const op of ops) {
    if (op.op === 'title') Object.assign(model, { title: op.runs, a11y: op.a11y });
    else if (op.op === 'tooltip') model.tooltip = op.text;
    else if (op.op === 'icon') model.icon = op.icon;
    else if (op.op === 'menu') model.menu = op.rows;
    else changes.set(op.id, op.change);
  }
  if (changes.size > 0) model.menu = patchRows(model.menu, changes);
  return model;
}

/** Equal for two menus exactly when patches alone can turn one into the other. */
export function menuStructure(rows: readonly MenuRow[]): string {
  return JSON.stringify(rows.map(shape));
}

function shape(row: MenuRow): unknown {
  if (row.kind === 'separator') return [row.id];
  return [row.id, row.mark, row.action, row.children === null ? null : row.children.map(shape)];
}

const NOTHING: TrayModel = { title: [], tooltip: '', a11y: '', icon: { kind: 'mark', mark: '…' }, menu: [] };

function rowPatches(held: readonly MenuRow[], next: readonly MenuRow[]): TrayOp[] {
  const known = new Map([...walkMenu(held)].map((row) => [row.id, row]));
  const ops: TrayOp[] = [];
  for (const row of walkMenu(next)) {
    const before = known.get(row.id);
    const change = before === undefined ? null : changeOf(before, row);
    if (change !== null) ops.push({ op: 'patch', id: row.id, change });
  }
  return ops;
}

function changeOf(before: MenuRow, after: MenuRow): RowChange | null {
  const change: RowChange = {};
  if (before.visible !== after.visible) change.visible = after.visible;
  if (before.kind === 'item' && after.kind === 'item') {
    if (before.title !== after.title) change.title = after.title;
    if (before.enabled !== after.enabled) change.enabled = after.enabled;
    if (before.on !== after.on) change.on = after.on;
  }
  return Object.keys(change).length === 0 ? null : change;
}

function patchRows(rows: readonly MenuRow[], changes: ReadonlyMap<string, RowChange>): MenuRow[] {
  return rows.map((row) => {
    const change = changes.get(row.id);
    if (row.kind === 'separator')
      return change?.visible === undefined ? row : { ...row, visible: change.visible };
    const children = row.children === null ? null : patchRows(row.children, changes);
    return { ...row, ...change, children };
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
