import type { MenuRow, TrayOp } from '@claude-meter/core';
import { answerProperties } from '../../dbus/answer-properties.ts';
import type { Answer, Bus, BusSignal, IncomingCall } from '../../dbus/bus.ts';
import { answerIntrospect, type InterfaceDescription } from '../../dbus/describe-interface.ts';
import { createMenuLayout, type MenuLayout } from './menu-layout.ts';
import { changeProperties } from './menu-properties.ts';

export const MENU_PATH = '/MenuBar';

const DBUSMENU = 'com.canonical.dbusmenu';
const INVALID_ARGS = 'org.freedesktop.DBus.Error.InvalidArgs';

const DESCRIPTION: InterfaceDescription = {
  name: DBUSMENU,
  methods: {
    GetLayout: ['iias', 'u(ia{sv}av)'],
    GetGroupProperties: ['aias', 'a(ia{sv})'],
    GetProperty: ['is', 'v'],
    Event: ['isvu', ''],
    EventGroup: ['a(isvu)', 'ai'],
    AboutToShow: ['i', 'b'],
    AboutToShowGroup: ['ai', 'aiai'],
  },
  signals: {
    ItemsPropertiesUpdated: 'a(ia{sv})a(ias)',
    LayoutUpdated: 'ui',
    ItemActivationRequested: 'iu',
  },
  properties: { Version: 'u', TextDirection: 's', Status: 's', IconThemePath: 'as' },
};

const PROPERTIES = {
  Version: { signature: 'u', value: 3 },
  TextDirection: { signature: 's', value: 'ltr' },
  Status: { signature: 's', value: 'normal' },
  IconThemePath: { signature: 'as', value: [] },
};

export interface DbusMenuOptions {
  variant: Bus['variant'];
  emit: (signal: BusSignal) => void;
  /** The rows that hosts may see now. */
  rows: () => readonly MenuRow[];
  onClick: (rowId: string) => void;
  /** The menu has closed, or is about to be shown: what was put off can be done. True when it changed the rows. */
  onClosed: () => boolean;
}

/** The menu as an object on the bus (`com.canonical.dbusmenu`, version 3). */
export interface DbusMenu {
  answer(call: IncomingCall): Answer | null;
  /** Tells hosts about operations that the rows have already undergone. */
  announce(ops: readonly TrayOp[]): void;
  /** Whether a host says that the menu is open. GTK hosts say so of submenus only. */
  isOpen(): boolean;
  /** The host has gone, and its open menu with it. */
  hostGone(): void;
}

export function createDbusMenu(options: DbusMenuOptions): DbusMenu {
  const { variant, emit } = options;
  const layout = createMenuLayout(options.rows, variant);
  const watch = createOpenWatch(layout, options);
  let revision = 1;
  const methods = menuMethods(layout, watch, () => revision);

  const announce = (member: 'LayoutUpdated' | 'ItemsPropertiesUpdated', body: unknown[]) =>
    emit({
      path: MENU_PATH,
      interface: DBUSMENU,
      member,
      signature: DESCRIPTION.signals[member] ?? '',
      body,
    });

  return {
    answer(call) {
      if (call.path !== MENU_PATH) return null;
      return (
        answerIntrospect(call, DESCRIPTION) ??
        answerProperties(call, DBUSMENU, { properties: () => PROPERTIES, variant }) ??
        answerMethod(call, methods)
      );
    },
    announce(ops) {
      if (ops.some((op) => op.op === 'menu')) {
        revision += 1;
        announce('LayoutUpdated', [revision, 0]);
      }
      const changed = ops
        .filter((op) => op.op === 'patch')
        .map((op) => [layout.numberOf(op.id), changeProperties(op.change, variant)]);
      if (changed.length > 0) announce('ItemsPropertiesUpdated', [changed, []]);
    },
    isOpen: watch.isOpen,
    hostGone: watch.reset,
  };
}

interface OpenWatch {
  /** Takes an event of a row; false when there is no such row. */
  event(id: number, type: string): boolean;
  /** A host is about to show a row's menu; true when it has to read the rows again. */
  aboutToShow(id: number): boolean;
  isOpen(): boolean;
  reset(): void;
}

function createOpenWatch(layout: MenuLayout, options: DbusMenuOptions): OpenWatch {
  const open = new Set<number>();
  return {
    event(id, type) {
      const rowId = layout.rowIdOf(id);
      if (id !== 0 && rowId === null) return false;
      if (type === 'clicked' && rowId !== null) options.onClick(rowId);
      if (type === 'opened') open.add(id);
      if (type === 'closed') {
        if (id === 0) open.clear();
        open.delete(id);
        if (open.size === 0) options.onClosed();
      }
      return true;
    },
    aboutToShow(id) {
      if (id !== 0) return false;
      // Hosts ask this before the menu is there: then it is closed, whatever was heard of it.
      open.clear();
      return options.onClosed();
    },
    isOpen: () => open.size > 0,
    reset: () => open.clear(),
  };
}

/** Each answers with its results, or with null when there is no such row or property. */
type Methods = Readonly<Record<string, (...given: never[]) => unknown[] | null>>;

function menuMethods(layout: MenuLayout, watch: OpenWatch, revision: () => number): Methods {
  return {
    GetLayout(id: number, depth: number, names: string[]) {
      const rows = layout.read(id, depth, names);
      return rows === null ? null : [revision(), rows];
    },
    GetGroupProperties(ids: number[], names: string[]) {
      const rows = ids.map((id) => layout.read(id, 0, names)).filter((row) => row !== null);
      return [rows.map(([id, properties]) => [id, properties])];
    },
    GetProperty(id: number, name: string) {
      const value = layout.read(id, 0, [])?.[1][name];
      return value === undefined ? null : [value];
    },
    Event: (id: number, type: string) => (watch.event(id, type) ? [] : null),
    EventGroup: (events: [number, string][]) => [
      events.filter(([id, type]) => !watch.event(id, type)).map(([id]) => id),
    ],
    AboutToShow: (id: number) => [watch.aboutToShow(id)],
    AboutToShowGroup: (ids: number[]) => [
      ids.filter(watch.aboutToShow),
      ids.filter((id) => layout.read(id, 0, []) === null),
    ],
  };
}

function answerMethod(call: IncomingCall, methods: Methods): Answer | null {
  const [ins, outs] = DESCRIPTION.methods[call.member] ?? [];
  const method = methods[call.member] as ((...given: readonly unknown[]) => unknown[] | null) | undefined;
  const meant = call.interface === DBUSMENU || call.interface === '';
  if (!meant || method === undefined || outs === undefined) return null;
  if (call.signature !== ins) {
    const text = `${call.member} takes ${JSON.stringify(ins)}, not ${JSON.stringify(call.signature)}.`;
    return { error: INVALID_ARGS, text };
  }
  const body = method(...call.body);
  if (body === null)
    return { error: INVALID_ARGS, text: `${call.member}: there is no such row or property.` };
  return { signature: outs, body };
}
