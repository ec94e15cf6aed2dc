import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

/**
 * osascript's bridge to AppKit, for a script that runs nowhere else: strict where the real one crashes, hangs or
 * silently does nothing. Names that no class has, wrong numbers of arguments, `null`, calls of methods without
 * arguments (they are properties), weak references that nothing keeps, and rows of an open menu that are replaced all
 * throw.
 */
export interface JxaRun {
  /** What the script has written on its standard output, line by line. */
  said: Record<string, unknown>[];
  /** Writes on its standard input, in one piece. */
  feed(text: string): void;
  /** Ends its standard input. */
  end(): void;
  exitCode(): number | null;
  /** Opens and closes the menu, chooses a row. */
  open(): void;
  close(): void;
  click(id: string): void;
  /** The object graph, in the words of the AppKit stand-in. */
  dump(): string[];
  /** Modes in which the standard input is heard. */
  modes(): readonly string[];
}

type Thing = { kind: string; [field: string]: unknown };
type Method = (self: Thing, ...args: never[]) => unknown;

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export function runJxa(path: string): JxaRun {
  const said: Record<string, unknown>[] = [];
  const world: {
    item: Thing | null;
    input: string[];
    code: number | null;
    tracking: boolean;
    observer: unknown;
    modes: string[];
  } = {
    item: null,
    input: [],
    code: null,
    tracking: false,
    observer: null,
    modes: [],
  };
  const proxies = new WeakMap<Thing, object>();
  const things = new WeakMap<object, Thing>();
  const made = new Map<string, Record<string, Method>>();

  const text = (value: string): Thing => ({ kind: 'NSString', value });
  const raw = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? (things.get(value) ?? value) : value;
  const need = (value: unknown, kind: string): Thing => {
    const thing = raw(value) as Thing | undefined;
    if (thing?.kind !== kind)
      throw new Error(`An argument is ${String(thing?.kind ?? value)} instead of ${kind}.`);
    return thing;
  };
  const bool = (value: unknown): boolean => {
    if (typeof value !== 'boolean') throw new Error(`${String(value)} is no boolean.`);
    return value;
  };

  /** Instance methods by class; a number of arguments follows each name. */
  const CLASSES: Record<string, Record<string, Method>> = {
    NSString: {
      dataUsingEncoding_1: (self, encoding) => ({ kind: 'NSData', value: self['value'], encoding }),
    },
    NSMutableString: {
      appendString_1: (self, more) => {
        const owner = self['owner'] as Thing;
        owner['value'] = `${owner['value'] ?? ''}${need(more, 'NSString')['value']}`;
      },
    },
    NSMutableArray: {
      addObject_1: (self, one) => void (self['list'] as unknown[]).push(need(one, 'NSString')['value']),
    },
    NSData: { length_0: (self) => String(self['value']).length },
    NSMutableAttributedString: {
      mutableString_0: (self) => ({ kind: 'NSMutableString', owner: self }),
      string_0: (self) => text(String(self['value'] ?? '')),
      addAttributeValueRange_3: (self, name, value, range) => {
        const { location, length } = range as { location: number; length: number };
        self['marks'] ??= {};
        const marks = self['marks'] as Record<string, Record<string, string>>;
        const mark = marks[`${location}+${length}`] ?? {};
        marks[`${location}+${length}`] = mark;
        const given = raw(value) as Thing;
        mark[String(need(name, 'NSString')['value'])] = String(given['value'] ?? given.kind);
      },
    },
    NSFont: { pointSize_0: () => 14 },
    NSColor: {},
    NSProcessInfo: {
      beginActivityWithOptionsReason_2: (_self, options, reason) => {
        if (options !== 0x00efffff) throw new Error(`Activity ${String(options)}.`);
        need(reason, 'NSString');
        return { kind: 'Activity' };
      },
    },
    NSApplication: {
      setActivationPolicy_1: (_self, policy) => {
        if (policy !== 1) throw new Error('Not an accessory.');
      },
      run_0: () => undefined,
    },
    NSStatusBar: {
      statusItemWithLength_1: (_self, length) => {
        if (length !== -1) throw new Error('A fixed length.');
        world.item = { kind: 'NSStatusItem', button: { kind: 'NSStatusBarButton' } };
        return world.item;
      },
    },
    NSStatusItem: {
      button_0: (self) => self['button'],
      setMenu_1: (self, menu) => {
        self['menu'] = need(menu, 'NSMenu');
      },
    },
    NSStatusBarButton: {
      setAttributedTitle_1: (self, title) => {
        self['title'] = need(title, 'NSMutableAttributedString');
      },
      attributedTitle_0: (self) => self['title'],
      setToolTip_1: (self, value) => {
        self['tooltip'] = need(value, 'NSString')['value'];
      },
      setAccessibilityLabel_1: (self, value) => {
        self['label'] = need(value, 'NSString')['value'];
      },
      window_0: () => ({ kind: 'NSWindow' }),
    },
    NSWindow: { isNil_fn: () => false },
    NSMenu: {
      initWithTitle_1: (self, title) => {
        need(title, 'NSString');
        self['rows'] = [];
        return self;
      },
      setAutoenablesItems_1: (self, on) => {
        self['autoenables'] = bool(on);
      },
      setDelegate_1: (self, delegate) => {
        self['delegate'] = raw(delegate);
      },
      addItem_1: (self, row) => {
        if (world.tracking && self === world.item?.['menu'])
          throw new Error('A row was added to an open menu.');
        (self['rows'] as Thing[]).push(need(row, 'NSMenuItem'));
      },
      removeAllItems_0: (self) => {
        if (world.tracking) throw new Error('An open menu was emptied.');
        self['rows'] = [];
      },
      numberOfItems_0: (self) => (self['rows'] as Thing[]).length,
    },
    NSMenuItem: {
      initWithTitleActionKeyEquivalent_3: (self, title, action, key) => {
        need(key, 'NSString');
        if (typeof action !== 'string') throw new Error('An action is a text.');
        Object.assign(self, {
          title: need(title, 'NSString')['value'],
          action,
          state: 0,
          enabled: true,
          hidden: false,
        });
        return self;
      },
      setTitle_1: (self, title) => {
        self['title'] = need(title, 'NSString')['value'];
      },
      setState_1: (self, state) => {
        if (typeof state !== 'number') throw new Error('A state is a number.');
        self['state'] = state;
      },
      setEnabled_1: (self, on) => {
        self['enabled'] = bool(on);
      },
      setHidden_1: (self, on) => {
        self['hidden'] = bool(on);
      },
      setTarget_1: (self, target) => {
        self['target'] = raw(target);
      },
      setRepresentedObject_1: (self, value) => {
        self['represented'] = need(value, 'NSString');
      },
      representedObject_0: (self) => self['represented'],
      setSubmenu_1: (self, menu) => {
        self['submenu'] = need(menu, 'NSMenu');
      },
    },
    NSFileHandle: {
      writeData_1: (_self, data) => {
        const { value, encoding } = need(data, 'NSData');
        if (encoding !== 4) throw new Error('Output is UTF-8.');
        for (const line of String(value).split('\n').slice(0, -1)) said.push(JSON.parse(line));
      },
      availableData_0: () => ({ kind: 'NSData', value: world.input.shift() ?? '' }),
      waitForDataInBackgroundAndNotifyForModes_1: (_self, modes) => {
        world.modes = [...(need(modes, 'NSMutableArray')['list'] as string[])];
      },
    },
    NSNotificationCenter: {
      addObserverSelectorNameObject_4: (_self, observer, selector, name, object) => {
        if (selector !== 'readable:') throw new Error('Another observer.');
        if (need(name, 'NSString')['value'] !== 'NSFileHandleDataAvailableNotification')
          throw new Error('Another name.');
        need(object, 'NSFileHandle');
        world.observer = raw(observer);
      },
    },
  };

  /** What is asked of classes instead of objects. */
  const STATICS: Record<string, Record<string, Method>> = {
    NSFileHandle: {
      fileHandleWithStandardInput_0: () => ({ kind: 'NSFileHandle' }),
      fileHandleWithStandardOutput_0: () => ({ kind: 'NSFileHandle' }),
    },
    NSApplication: { sharedApplication_0: () => ({ kind: 'NSApplication' }) },
    NSProcessInfo: { processInfo_0: () => ({ kind: 'NSProcessInfo' }) },
    NSStatusBar: { systemStatusBar_0: () => ({ kind: 'NSStatusBar' }) },
    NSNotificationCenter: { defaultCenter_0: () => ({ kind: 'NSNotificationCenter' }) },
    NSMenuItem: { separatorItem_0: () => ({ kind: 'NSMenuItem', separator: true, hidden: false }) },
    NSFont: {
      menuBarFontOfSize_1: () => ({ kind: 'NSFont' }),
      monospacedDigitSystemFontOfSizeWeight_2: (_self, size, weight) => {
        if (size !== 14 || weight !== 0) throw new Error('Another font.');
        return { kind: 'NSFont' };
      },
    },
    NSColor: {
      colorWithSRGBRedGreenBlueAlpha_4: (_self, ...rgba: number[]) => {
        if (rgba[3] !== 1) throw new Error('A colour that is not opaque.');
        return {
          kind: 'NSColor',
          value: rgba
            .slice(0, 3)
            .map((one) => Math.round(one * 255))
            .join(','),
        };
      },
    },
  };

  function methodOf(table: Record<string, Method>, name: string): { method: Method; count: number } | null {
    for (const [key, method] of Object.entries(table)) {
      const [, plain, count] = /^(.*)_(\d|fn)$/.exec(key) ?? [];
      if (plain === name) return { method, count: count === 'fn' ? -1 : Number(count) };
    }
    return null;
  }

  function bridged(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
    const thing = value as Thing;
    const known = proxies.get(thing);
    if (known !== undefined) return known;
    const proxy = new Proxy(Object.create(null) as object, {
      get(_target, name) {
        if (typeof name === 'symbol') return undefined;
        if (name === 'js' && thing.kind === 'NSString') return thing['value'];
        return member(thing, CLASSES[thing.kind] ?? made.get(thing.kind) ?? {}, name);
      },
      set() {
        throw new Error('Properties are set through their setters.');
      },
    });
    proxies.set(thing, proxy);
    things.set(proxy, thing);
    return proxy;
  }

  function member(self: Thing, table: Record<string, Method>, name: string): unknown {
    const found = methodOf(table, name);
    if (found === null) throw new Error(`${self.kind} has no ${JSON.stringify(name)}.`);
    const { method, count } = found;
    if (count === 0) return bridged(method(self));
    return (...args: unknown[]) => {
      if (count >= 0 && args.length !== count)
        throw new Error(`${name} takes ${count} arguments, not ${args.length}.`);
      if (args.includes(null) || args.includes(undefined))
        throw new Error(`${name}: null becomes an NSNull.`);
      return bridged(method(self, ...(args.map(raw) as never[])));
    };
  }

  function classProxy(name: string): unknown {
    return new Proxy(Object.create(null) as object, {
      get(_target, asked) {
        if (asked === 'alloc') {
          return new Proxy(Object.create(null) as object, {
            get(_inner, init) {
              const thing: Thing = { kind: name };
              if (init === 'init') {
                if (name === 'NSMutableArray') thing['list'] = [];
                return bridged(thing);
              }
              if (name === 'NSString' && init === 'initWithDataEncoding') {
                return (data: unknown, encoding: number) => {
                  const { value } = need(data, 'NSData');
                  if (encoding !== 5 || /[^\0-\u007f]/.test(String(value)))
                    throw new Error('Input is ASCII.');
                  return bridged(text(String(value)));
                };
              }
              return member(thing, CLASSES[name] ?? {}, String(init));
            },
          });
        }
        return member({ kind: name }, STATICS[name] ?? {}, String(asked));
      },
    });
  }

  const CONSTANTS: Record<string, string> = {
    NSDefaultRunLoopMode: 'kCFRunLoopDefaultMode',
    NSFontAttributeName: 'NSFont',
    NSForegroundColorAttributeName: 'NSColor',
    NSBackgroundColorAttributeName: 'NSBackgroundColor',
    NSFileHandleDataAvailableNotification: 'NSFileHandleDataAvailableNotification',
  };

  const dollar = new Proxy(
    (value: unknown) => {
      if (typeof value !== 'string') throw new Error('Only texts are wrapped here.');
      return bridged(text(value));
    },
    {
      get(_target, name) {
        const asked = String(name);
        if (asked === 'NSMakeRange') return (location: number, length: number) => ({ location, length });
        if (asked === 'exit') {
          return (code: number) => {
            throw new Exit(code);
          };
        }
        const constant = CONSTANTS[asked];
        if (constant !== undefined) return bridged(text(constant));
        if (asked in CLASSES || made.has(asked)) return classProxy(asked);
        throw new Error(`There is no ${asked}.`);
      },
    },
  );

  const context = createContext({
    $: dollar,
    ObjC: {
      import(name: string) {
        if (name !== 'AppKit') throw new Error(`There is no framework ${name}.`);
      },
      unwrap(value: unknown) {
        return need(value, 'NSString')['value'];
      },
      registerSubclass({ name, superclass, methods }: SubclassParts) {
        if (superclass !== 'NSObject') throw new Error('Another superclass.');
        for (const { types } of Object.values(methods)) {
          if (JSON.stringify(types) !== '["void",["id"]]') throw new Error('Another type.');
        }
        made.set(
          name,
          Object.fromEntries(
            Object.entries(methods).map(([key, given]) => [key, given.implementation as Method]),
          ),
        );
      },
    },
  });

  function guarded(work: () => void): void {
    if (world.code !== null) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      world.code = error.code;
    }
  }

  function call(target: unknown, selector: string, sender: Thing | null): void {
    const thing = target as Thing;
    const method = made.get(thing.kind)?.[selector];
    if (method === undefined) throw new Error(`${thing.kind} has no ${selector}.`);
    guarded(() => void (method as unknown as (sender: unknown) => void)(bridged(sender)));
  }

  const rootMenu = () => world.item?.['menu'] as Thing;
  guarded(() => void runInContext(readFileSync(path, 'utf8'), context, { filename: path }));

  return {
    said,
    feed(piece) {
      world.input.push(piece);
      call(world.observer, 'readable:', null);
    },
    end() {
      call(world.observer, 'readable:', null);
    },
    exitCode: () => world.code,
    open() {
      call(rootMenu()['delegate'], 'menuWillOpen:', rootMenu());
      world.tracking = true;
    },
    close() {
      world.tracking = false;
      call(rootMenu()['delegate'], 'menuDidClose:', rootMenu());
    },
    click(id) {
      const row = findRow(rootMenu(), id);
      call(row['target'], String(row['action']), row);
    },
    dump: () => dumpOf(world.item as Thing),
    modes: () => world.modes,
  };
}

interface SubclassParts {
  name: string;
  superclass: string;
  methods: Record<string, { types: unknown; implementation: (sender: unknown) => void }>;
}

function findRow(menu: Thing, id: string): Thing {
  for (const row of menu['rows'] as Thing[]) {
    if ((row['represented'] as Thing | undefined)?.['value'] === id) return row;
    const below = row['submenu'] === undefined ? null : maybeFind(row['submenu'] as Thing, id);
    if (below !== null) return below;
  }
  throw new Error(`There is no row ${JSON.stringify(id)}.`);
}

function maybeFind(menu: Thing, id: string): Thing | null {
  try {
    return findRow(menu, id);
  } catch {
    return null;
  }
}

function dumpOf(item: Thing): string[] {
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
