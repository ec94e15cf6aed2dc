import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPILER } from '../../../test/tray-hosts/stand-in.ts';
import { SELECTORS, type Selector, signatureOf } from './mac-selectors.ts';

/** Where each method lives; `+` of a class, `-` of its instances. */
const METHODS: Readonly<Record<Selector, string>> = {
  alloc: '+ NSObject',
  init: '- NSObject',
  retain: '- NSObject',
  release: '- NSObject',
  'stringWithUTF8String:': '+ NSString',
  UTF8String: '- NSString',
  dictionary: '+ NSMutableDictionary',
  'setObject:forKey:': '- NSMutableDictionary',
  'initWithString:attributes:': '- NSAttributedString',
  'appendAttributedString:': '- NSMutableAttributedString',
  string: '- NSAttributedString',
  'colorWithSRGBRed:green:blue:alpha:': '+ NSColor',
  'menuBarFontOfSize:': '+ NSFont',
  'monospacedDigitSystemFontOfSize:weight:': '+ NSFont',
  pointSize: '- NSFont',
  distantFuture: '+ NSDate',
  processInfo: '+ NSProcessInfo',
  'beginActivityWithOptions:reason:': '- NSProcessInfo',
  sharedApplication: '+ NSApplication',
  'setActivationPolicy:': '- NSApplication',
  finishLaunching: '- NSApplication',
  'nextEventMatchingMask:untilDate:inMode:dequeue:': '- NSApplication',
  'sendEvent:': '- NSApplication',
  systemStatusBar: '+ NSStatusBar',
  'statusItemWithLength:': '- NSStatusBar',
  button: '- NSStatusItem',
  'setMenu:': '- NSStatusItem',
  'setAttributedTitle:': '- NSButton',
  attributedTitle: '- NSButton',
  'setToolTip:': '- NSView',
  'setAccessibilityLabel:': '- NSView',
  window: '- NSView',
  occlusionState: '- NSWindow',
  'initWithTitle:': '- NSMenu',
  'setAutoenablesItems:': '- NSMenu',
  'setDelegate:': '- NSMenu',
  'addItem:': '- NSMenu',
  removeAllItems: '- NSMenu',
  numberOfItems: '- NSMenu',
  'initWithTitle:action:keyEquivalent:': '- NSMenuItem',
  separatorItem: '+ NSMenuItem',
  'setTitle:': '- NSMenuItem',
  'setState:': '- NSMenuItem',
  'setEnabled:': '- NSMenuItem',
  'setHidden:': '- NSMenuItem',
  'setTarget:': '- NSMenuItem',
  'setRepresentedObject:': '- NSMenuItem',
  representedObject: '- NSMenuItem',
  'setSubmenu:': '- NSMenuItem',
};

/** Newer than what GNUstep 0.29 has; written from Apple's headers alone. */
const ONLY_APPLE: readonly Selector[] = [
  'monospacedDigitSystemFontOfSize:weight:',
  'setActivationPolicy:',
  'button',
  'setAccessibilityLabel:',
  'occlusionState',
  'setHidden:',
  'removeAllItems',
];

/** GNUstep's encodings: BOOL is an unsigned char there, and texts are marked as constant. */
function encodingsOfGnustep(questions: readonly string[]): string[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-gnustep-'));
  try {
    const source = join(import.meta.dirname, '../../../test/tray-hosts/gnustep-encodings.c');
    const include =
      spawnSync(COMPILER, ['-print-file-name=include'], { encoding: 'utf8' }).stdout?.trim() ?? '';
    const program = join(folder, 'encodings');
    const built = spawnSync(COMPILER, ['-o', program, source, `-I${include}`, '-lobjc', '-ldl']);
    if (built.status !== 0) return null;
    const ran = spawnSync(program, { input: `${questions.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1e8 });
    return ran.status === 0 ? ran.stdout.trim().split('\n') : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const selectors = Object.keys(SELECTORS) as Selector[];
const gnustep = encodingsOfGnustep(selectors.map((selector) => `${METHODS[selector]} ${selector}`));
if (gnustep === null)
  console.warn('The selectors are not compared: GNUstep or a C compiler is not installed.');

describe('the table of selectors', () => {
  it.runIf(gnustep !== null)('agrees with GNUstep wherever it has the method', () => {
    const theirs = selectors.map((selector, index) => [
      selector,
      gnustep?.[index] === 'none' ? null : gnustep?.[index]?.replace(/\d+|r/g, '').replaceAll('C', 'B'),
    ]);
    const ours = selectors.map((selector) => [
      selector,
      ONLY_APPLE.includes(selector) ? null : SELECTORS[selector],
    ]);
    expect(theirs.map(([selector, encoding]) => [selector, encoding === 'Vv@:' ? 'v@:' : encoding])).toEqual(
      ours,
    );
  });

  it.each(selectors)('gives %s as many arguments as its name has', (selector) => {
    const { args } = signatureOf(SELECTORS[selector]);
    expect(args.length - 2).toBe(selector.split(':').length - 1);
  });

  it('holds all that the host sends, and nothing else', () => {
    const files = ['mac-host.ts', 'mac-surface.ts', 'mac-rows.ts', 'mac-title.ts', 'objective-c.ts'];
    const source = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
    const unused = selectors.filter((selector) => !source.includes(`'${selector}'`));
    expect(unused).toEqual([]);
  });

  it('knows no structures: one calling convention does for all of it', () => {
    expect(() => signatureOf('v@:{CGRect=dddd}')).toThrow('no C type');
  });
});
