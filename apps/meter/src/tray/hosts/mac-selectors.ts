import type { CType } from './ffi.ts';

/**
 * Every selector that the AppKit host uses, with the type encoding of its method on 64-bit systems: result, receiver,
 * selector, arguments (`@` object, `#` class, `:` selector, `v` nothing, `q` and `Q` integers, `d` double, `B` BOOL,
 * `*` text). Nothing is sent that is not in this table; there are no structures in it, so one calling convention does.
 */
export const SELECTORS = {
  // NSObject
  alloc: '@@:',
  init: '@@:',
  retain: '@@:',
  release: 'v@:',
  // NSString
  'stringWithUTF8String:': '@@:*',
  UTF8String: '*@:',
  // NSMutableDictionary
  dictionary: '@@:',
  'setObject:forKey:': 'v@:@@',
  // NSAttributedString, NSMutableAttributedString
  'initWithString:attributes:': '@@:@@',
  'appendAttributedString:': 'v@:@',
  string: '@@:',
  // NSColor, NSFont
  'colorWithSRGBRed:green:blue:alpha:': '@@:dddd',
  'menuBarFontOfSize:': '@@:d',
  'monospacedDigitSystemFontOfSize:weight:': '@@:dd',
  pointSize: 'd@:',
  // NSDate, NSProcessInfo
  distantFuture: '@@:',
  processInfo: '@@:',
  'beginActivityWithOptions:reason:': '@@:Q@',
  // NSApplication
  sharedApplication: '@@:',
  'setActivationPolicy:': 'B@:q',
  finishLaunching: 'v@:',
  'nextEventMatchingMask:untilDate:inMode:dequeue:': '@@:Q@@B',
  'sendEvent:': 'v@:@',
  // NSStatusBar, NSStatusItem, NSStatusBarButton
  systemStatusBar: '@@:',
  'statusItemWithLength:': '@@:d',
  button: '@@:',
  'setMenu:': 'v@:@',
  'setAttributedTitle:': 'v@:@',
  attributedTitle: '@@:',
  'setToolTip:': 'v@:@',
  'setAccessibilityLabel:': 'v@:@',
  window: '@@:',
  occlusionState: 'Q@:',
  // NSMenu
  'initWithTitle:': '@@:@',
  'setAutoenablesItems:': 'v@:B',
  'setDelegate:': 'v@:@',
  'addItem:': 'v@:@',
  removeAllItems: 'v@:',
  numberOfItems: 'q@:',
  // NSMenuItem
  'initWithTitle:action:keyEquivalent:': '@@:@:@',
  separatorItem: '@@:',
  'setTitle:': 'v@:@',
  'setState:': 'v@:q',
  'setEnabled:': 'v@:B',
  'setHidden:': 'v@:B',
  'setTarget:': 'v@:@',
  'setRepresentedObject:': 'v@:@',
  representedObject: '@@:',
  'setSubmenu:': 'v@:@',
} as const satisfies Readonly<Record<string, string>>;

export type Selector = keyof typeof SELECTORS;

const LETTERS: Readonly<Record<string, CType>> = {
  '@': 'pointer',
  '#': 'pointer',
  ':': 'pointer',
  '*': 'string',
  v: 'void',
  q: 'int64',
  Q: 'uint64',
  d: 'double',
  B: 'bool',
};

/** The C signature behind a type encoding. */
export function signatureOf(encoding: string): { result: CType; args: CType[] } {
  const [result = 'void', ...args] = [...encoding].map((letter) => {
    const type = LETTERS[letter];
    if (type === undefined) throw new Error(`There is no C type for ${JSON.stringify(letter)}.`);
    return type;
  });
  return { result, args };
}
