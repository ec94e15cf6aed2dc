import type { HostRow, HostRun } from '../../src/tray/hosted/protocol.ts';
import type { CType, Pointer } from '../../src/tray/hosts/ffi.ts';
import { loadKoffi } from '../../src/tray/hosts/koffi-ffi.ts';
import { createMacRows } from '../../src/tray/hosts/mac-rows.ts';
import { createMacTitle } from '../../src/tray/hosts/mac-title.ts';
import { openObjectiveC } from '../../src/tray/hosts/objective-c.ts';

// Makes real menus and a real title with GNUstep, and prints what GNUstep then holds. Reads what to make from its
// standard input; the library that stands between comes as an argument.

const [shim = '', gui = ''] = process.argv.slice(2);
const given = JSON.parse(await new Response(process.stdin as never).text()) as {
  runs: HostRun[];
  rows: HostRow[];
  patches: Parameters<ReturnType<typeof createMacRows>['patch']>[0][];
  click: number[];
};
const ffi = await loadKoffi();
const objc = openObjectiveC(ffi, { objc: shim, appKit: gui, coreFoundation: '' });
const library = ffi.load(shim);
library.fn('prepare_gnustep', 'void', [])();
/** Reads what the host itself has no need to read. */
const ask = (result: CType, to: Pointer, selector: string, ...args: [CType, unknown][]) =>
  library.fn('objc_msgSend', result, ['pointer', 'pointer', ...args.map(([type]) => type)])(
    to,
    objc.selector(selector),
    ...args.map(([, value]) => value),
  );
const pointer = (to: Pointer, selector: string, ...args: [CType, unknown][]) =>
  ask('pointer', to, selector, ...args) as Pointer;
const words = (to: Pointer, selector: string) => objc.readText(pointer(to, selector));

function menuOf(menu: Pointer): unknown[] {
  return Array.from({ length: Number(ask('int64', menu, 'numberOfItems')) }, (_, index) => {
    const item = pointer(menu, 'itemAtIndex:', ['int64', index]);
    if (ask('bool', item, 'isSeparatorItem')) return 'separator';
    const submenu = pointer(item, 'submenu');
    return {
      id: words(item, 'representedObject'),
      title: words(item, 'title'),
      enabled: ask('bool', item, 'isEnabled'),
      state: Number(ask('int64', item, 'state')),
      hidden: ask('bool', item, 'isHidden'),
      children: submenu === null ? null : menuOf(submenu),
    };
  });
}

function titleOf(title: Pointer): unknown[] {
  const text = objc.readText(pointer(title, 'string'));
  const marks: { text: string; ground: number[] | null; ink: number[] | null; font: boolean }[] = [];
  let standing = '';
  for (let at = 0; at < text.length; at += 1) {
    const attributes = pointer(title, 'attributesAtIndex:effectiveRange:', ['uint64', at], ['pointer', null]);
    const named = (name: string) =>
      pointer(attributes, 'objectForKey:', ['pointer', objc.constant(name, name)]);
    const mark = {
      ground: colourOf(named('NSBackgroundColorAttributeName')),
      ink: colourOf(named('NSForegroundColorAttributeName')),
      font: named('NSFontAttributeName') !== null,
    };
    if (JSON.stringify(mark) !== standing) marks.push({ text: '', ...mark });
    standing = JSON.stringify(mark);
    const last = marks.at(-1);
    if (last !== undefined) last.text += text[at];
  }
  return marks;
}

function colourOf(colour: Pointer): number[] | null {
  if (colour === null) return null;
  return ['redComponent', 'greenComponent', 'blueComponent'].map((part) =>
    Math.round((ask('double', colour, part) as number) * 255),
  );
}

const clicked: string[] = [];
const printed = objc.pooled(() => {
  objc.object(objc.classNamed('NSApplication'), 'sharedApplication');
  const target = objc.target('ClaudeMeterTarget', {
    'pick:': (sender) => clicked.push(objc.readText(objc.object(sender, 'representedObject'))),
  });
  const rows = createMacRows(objc, target);
  const root = rows.menu([]);
  rows.replace(root, given.rows);
  const first = menuOf(root);
  for (const patch of given.patches) rows.patch(patch);
  const patched = menuOf(root);
  for (const index of given.click) ask('void', root, 'performActionForItemAtIndex:', ['int64', index]);
  rows.replace(root, given.rows);
  const again = menuOf(root);
  const title = createMacTitle(objc)(given.runs);
  return { first, patched, again, clicked, title: titleOf(title) };
});
process.stdout.write(`${JSON.stringify(printed)}\n`);
process.exit(0);
