/** An object of AppKit, as far as a menu in the menu bar has to do with it. */
export type Thing = { kind: string; [field: string]: unknown };
export type Method = (self: Thing, ...args: never[]) => unknown;
/** Methods by class; the number of its arguments follows each name. */
export type Classes = Record<string, Record<string, Method>>;

/** What the script has done to the world around it. */
export interface JxaWorld {
  /** What it has written on its standard output, line by line. */
  said: Record<string, unknown>[];
  item: Thing | null;
  input: string[];
  code: number | null;
  /** Whether the menu is open. */
  tracking: boolean;
  observer: unknown;
  /** Modes in which the standard input is heard. */
  modes: string[];
}

export const textThing = (value: string): Thing => ({ kind: 'NSString', value });

/** An argument that has to be of a class. */
export function need(value: unknown, kind: string): Thing {
  const thing = value as Thing | undefined;
  if (thing?.kind !== kind)
    throw new Error(`An argument is ${String(thing?.kind ?? value)} instead of ${kind}.`);
  return thing;
}

function bool(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`${String(value)} is no boolean.`);
  return value;
}

const TEXTS: Classes = {
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
    string_0: (self) => textThing(String(self['value'] ?? '')),
    addAttributeValueRange_3: (self, name, value, range) => {
      const { location, length } = range as { location: number; length: number };
      self['marks'] ??= {};
      const marks = self['marks'] as Record<string, Record<string, string>>;
      const mark = marks[`${location}+${length}`] ?? {};
      marks[`${location}+${length}`] = mark;
      const given = value as unknown as Thing;
      mark[String(need(name, 'NSString')['value'])] = String(given['value'] ?? given.kind);
    },
  },
};

const SURROUNDINGS: Classes = {
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
  NSWindow: { isNil_fn: () => false },
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
};

const MENU_ITEMS: Classes = {
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
      self['target'] = target;
    },
    setRepresentedObject_1: (self, value) => {
      self['represented'] = need(value, 'NSString');
    },
    representedObject_0: (self) => self['represented'],
    setSubmenu_1: (self, menu) => {
      self['submenu'] = need(menu, 'NSMenu');
    },
  },
};

/** An open menu may not be rebuilt: the real one would close, or crash. */
const menus = (world: JxaWorld): Classes => ({
  NSStatusBar: {
    statusItemWithLength_1: (_self, length) => {
      if (length !== -1) throw new Error('A fixed length.');
      world.item = { kind: 'NSStatusItem', button: { kind: 'NSStatusBarButton' } };
      return world.item;
    },
  },
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
      self['delegate'] = delegate;
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
});

const pipes = (world: JxaWorld): Classes => ({
  NSFileHandle: {
    writeData_1: (_self, data) => {
      const { value, encoding } = need(data, 'NSData');
      if (encoding !== 4) throw new Error('Output is UTF-8.');
      for (const line of String(value).split('\n').slice(0, -1)) world.said.push(JSON.parse(line));
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
      world.observer = observer;
    },
  },
});

/** What objects are asked. */
export const appKitClasses = (world: JxaWorld): Classes => ({
  ...TEXTS,
  ...SURROUNDINGS,
  ...MENU_ITEMS,
  ...menus(world),
  ...pipes(world),
});

/** What classes are asked instead of objects. */
export const APP_KIT_STATICS: Classes = {
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

export const APP_KIT_CONSTANTS: Readonly<Record<string, string>> = {
  NSDefaultRunLoopMode: 'kCFRunLoopDefaultMode',
  NSFontAttributeName: 'NSFont',
  NSForegroundColorAttributeName: 'NSColor',
  NSBackgroundColorAttributeName: 'NSBackgroundColor',
  NSFileHandleDataAvailableNotification: 'NSFileHandleDataAvailableNotification',
};
