import dbus from '@particle/dbus-next';

/** A row as a panel draws it. */
export interface PanelRow {
  id: number;
  label: string;
  visible: boolean;
  enabled: boolean;
  separator: boolean;
  toggle: string | null;
  on: boolean;
  children: PanelRow[];
}

/** A desktop panel for tests: it watches for items, reads their menus and keeps a record of every signal. */
export interface FakePanel {
  /** Bus names of the items that have registered, in order. */
  items: string[];
  /** `NewIcon`, `LayoutUpdated(2, 0)`, `ItemsPropertiesUpdated(1 5)` …, in order of arrival. */
  signals: string[];
  /** The changed properties of each `ItemsPropertiesUpdated`, by row number. */
  changes: Record<number, Record<string, unknown>>[];
  properties(): Promise<Record<string, unknown>>;
  layout(): Promise<{ revision: number; rows: PanelRow[] }>;
  event(id: number, type: 'clicked' | 'opened' | 'closed'): Promise<unknown>;
  aboutToShow(id: number): Promise<boolean>;
  call(path: string, from: string, member: string, signature: string, body: unknown[]): Promise<unknown[]>;
  /** Leaves the bus. */
  stop(): void;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

export async function startFakePanel(
  address: string,
  { hosts = true }: { hosts?: boolean } = {},
): Promise<FakePanel> {
  const bus = dbus.sessionBus({ busAddress: address });
  bus.on('error', () => {});
  const items: string[] = [];
  const signals: string[] = [];
  const changes: FakePanel['changes'] = [];

  class Watcher extends dbus.interface.Interface {
    get IsStatusNotifierHostRegistered(): boolean {
      return hosts;
    }
    RegisterStatusNotifierItem(name: string): void {
      items.push(name);
    }
  }
  Watcher.configureMembers({
    properties: { IsStatusNotifierHostRegistered: { signature: 'b', access: 'read' } },
    methods: { RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' } },
  });
  bus.export('/StatusNotifierWatcher', new Watcher(WATCHER));

  bus.on('message', (message) => {
    if (message.type !== dbus.MessageType.SIGNAL || ![ITEM, MENU].includes(message.interface)) return;
    const body = message.body ?? [];
    if (message.member === 'ItemsPropertiesUpdated') {
      const updated = body[0] as [number, Record<string, dbus.Variant>][];
      changes.push(Object.fromEntries(updated.map(([id, properties]) => [id, unboxed(properties)])));
      signals.push(`ItemsPropertiesUpdated(${updated.map(([id]) => id).join(' ')})`);
    } else {
      signals.push(body.length === 0 ? message.member : `${message.member}(${body.join(', ')})`);
    }
  });
  const call: FakePanel['call'] = async (path, from, member, signature, body) => {
    const destination = items.at(-1) ?? 'no.item';
    const message = new dbus.Message({ destination, path, interface: from, member, signature, body });
    return (await bus.call(message))?.body ?? [];
  };
  for (const from of [ITEM, MENU]) await addMatch(bus, `type='signal',interface='${from}'`);
  await bus.requestName(WATCHER, 0);

  return {
    items,
    signals,
    changes,
    call,
    async properties() {
      const [all] = await call('/StatusNotifierItem', 'org.freedesktop.DBus.Properties', 'GetAll', 's', [
        ITEM,
      ]);
      return unboxed(all as Record<string, dbus.Variant>);
    },
    async layout() {
      const [revision, root] = await call('/MenuBar', MENU, 'GetLayout', 'iias', [0, -1, []]);
      return { revision: revision as number, rows: rowOf(root as RawRow).children };
    },
    event: (id, type) => call('/MenuBar', MENU, 'Event', 'isvu', [id, type, new dbus.Variant('i', 0), 0]),
    async aboutToShow(id) {
      return (await call('/MenuBar', MENU, 'AboutToShow', 'i', [id]))[0] as boolean;
    },
    stop: () => bus.disconnect(),
  };
}

async function addMatch(bus: dbus.MessageBus, rule: string): Promise<void> {
  const daemon = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  };
  await bus.call(new dbus.Message({ ...daemon, member: 'AddMatch', signature: 's', body: [rule] }));
}

type RawRow = [id: number, properties: Record<string, dbus.Variant>, children: dbus.Variant<RawRow>[]];

function rowOf([id, boxed, children]: RawRow): PanelRow {
  const properties = unboxed(boxed);
  return {
    id,
    label: typeof properties['label'] === 'string' ? properties['label'].replaceAll('__', '_') : '',
    visible: properties['visible'] !== false,
    enabled: properties['enabled'] !== false,
    separator: properties['type'] === 'separator',
    toggle: (properties['toggle-type'] as string | undefined) ?? null,
    on: properties['toggle-state'] === 1,
    children: children.map((child) => rowOf(child.value)),
  };
}

function unboxed(boxed: Record<string, dbus.Variant>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(boxed).map(([name, { value }]) => [name, value]));
}

/** All rows of a menu that can be seen, as text. */
export function visibleText(rows: readonly PanelRow[], indent = ''): string[] {
  return rows
    .filter((row) => row.visible)
    .flatMap((row) => [
      indent + (row.separator ? '--' : row.label),
      ...visibleText(row.children, `${indent}  `),
    ]);
}

/** The row with this text. */
export function rowNamed(rows: readonly PanelRow[], label: string): PanelRow {
  const found = flat(rows).find((row) => row.label === label);
  if (found === undefined) throw new Error(`There is no row ${JSON.stringify(label)}.`);
  return found;
}

function flat(rows: readonly PanelRow[]): PanelRow[] {
  return rows.flatMap((row) => [row, ...flat(row.children)]);
}
