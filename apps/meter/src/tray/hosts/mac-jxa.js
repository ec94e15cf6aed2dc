// The tray of macOS in a second technology, for machines on which the first one fails: run by osascript, which brings
// its own bridge to AppKit. It speaks the same line protocol. Everything that AppKit refers to weakly is kept in a
// constant here; nothing in this file takes or returns a rectangle, which the bridge has crashed on for years.

/* global ObjC, $ */

ObjC.import('AppKit');

const PROTOCOL_VERSION = 1;
const ACCESSORY = 1;
const VARIABLE_LENGTH = -1;
const UTF8 = 4;
const LATIN1 = 5;
const TRACKING_MODE = 'NSEventTrackingRunLoopMode';
/** User initiated, but the machine may sleep: keeps timers exact while nothing is in front. */
const ACTIVITY = 0x00ffffff & ~(1 << 20);

const stdin = $.NSFileHandle.fileHandleWithStandardInput;
const stdout = $.NSFileHandle.fileHandleWithStandardOutput;
// A menu that is open runs its own mode: without it nothing would be read meanwhile.
const modes = $.NSMutableArray.alloc.init;
modes.addObject($.NSDefaultRunLoopMode);
modes.addObject($(TRACKING_MODE));

const say = (message) => stdout.writeData($(`${JSON.stringify(message)}\n`).dataUsingEncoding(UTF8));

ObjC.registerSubclass({
  name: 'ClaudeMeterJxaTarget',
  superclass: 'NSObject',
  methods: {
    'pick:': {
      types: ['void', ['id']],
      implementation: (sender) => say({ t: 'click', id: ObjC.unwrap(sender.representedObject) }),
    },
    'menuWillOpen:': { types: ['void', ['id']], implementation: () => opened() },
    'menuDidClose:': { types: ['void', ['id']], implementation: () => closed() },
    'readable:': { types: ['void', ['id']], implementation: () => readable() },
  },
});

const application = $.NSApplication.sharedApplication;
application.setActivationPolicy(ACCESSORY);
globalThis.activity = $.NSProcessInfo.processInfo.beginActivityWithOptionsReason(
  ACTIVITY,
  $('Usage is shown in the menu bar'),
);
const target = $.ClaudeMeterJxaTarget.alloc.init;
const item = $.NSStatusBar.systemStatusBar.statusItemWithLength(VARIABLE_LENGTH);
const button = item.button;
const fontSize = $.NSFont.menuBarFontOfSize(0).pointSize;
const font = $.NSFont.monospacedDigitSystemFontOfSizeWeight(fontSize, 0);
const root = newMenu();
root.setDelegate(target);
item.setMenu(root);

/** Rows that can be patched, by id. */
let rows = {};
let runCount = 0;
let rest = '';
let open = false;
/** What the meter sent while the menu was opening: it is done when it closes. */
let late = [];
let told = '';

function newMenu() {
  const menu = $.NSMenu.alloc.initWithTitle($(''));
  menu.setAutoenablesItems(false);
  return menu;
}

function titleOf(runs) {
  const whole = $.NSMutableAttributedString.alloc.init;
  let start = 0;
  for (const { text, ground, ink } of runs) {
    whole.mutableString.appendString($(text));
    const range = $.NSMakeRange(start, text.length);
    whole.addAttributeValueRange($.NSFontAttributeName, font, range);
    if (ground !== null)
      whole.addAttributeValueRange($.NSBackgroundColorAttributeName, colour(ground), range);
    if (ink !== null) whole.addAttributeValueRange($.NSForegroundColorAttributeName, colour(ink), range);
    start += text.length;
  }
  return whole;
}

function colour(rgb) {
  return $.NSColor.colorWithSRGBRedGreenBlueAlpha(rgb[0] / 255, rgb[1] / 255, rgb[2] / 255, 1);
}

function fill(menu, given) {
  for (const row of given) {
    const made = row.kind === 'separator' ? $.NSMenuItem.separatorItem : newRow(row);
    made.setHidden(!row.visible);
    menu.addItem(made);
    rows[row.id] = made;
  }
}

function newRow(row) {
  // A row with a submenu never sends its action.
  const made = $.NSMenuItem.alloc.initWithTitleActionKeyEquivalent($(row.title), 'pick:', $(''));
  made.setTarget(target);
  made.setRepresentedObject($(row.id));
  made.setEnabled(row.enabled);
  made.setState(row.on ? 1 : 0);
  if (row.children !== null) {
    const submenu = newMenu();
    fill(submenu, row.children);
    made.setSubmenu(submenu);
  }
  return made;
}

function patch(op) {
  const row = rows[op.id];
  if (row === undefined) throw new Error(`There is no row ${JSON.stringify(op.id)}.`);
  if (op.title !== undefined) row.setTitle($(op.title));
  if (op.enabled !== undefined) row.setEnabled(op.enabled);
  if (op.visible !== undefined) row.setHidden(!op.visible);
  if (op.on !== undefined) row.setState(op.on ? 1 : 0);
}

function apply(op) {
  if (op.op === 'title') {
    button.setAttributedTitle(titleOf(op.runs));
    button.setAccessibilityLabel($(op.a11y));
    runCount = op.runs.length;
  } else if (op.op === 'tooltip') {
    button.setToolTip($(op.text));
  } else if (op.op === 'menu' || op.op === 'patch') {
    applyToRows(op);
  }
}

function applyToRows(op) {
  if (open && (op.op === 'menu' || late.length > 0)) {
    late = op.op === 'menu' ? [op] : late.concat([op]);
    // What can be seen already is brought up to date in place.
    if (op.op === 'menu') refresh(op.rows);
    else if (rows[op.id] !== undefined) patch(op);
  } else if (op.op === 'patch') {
    patch(op);
  } else {
    root.removeAllItems;
    rows = {};
    fill(root, op.rows);
  }
}

function refresh(given) {
  for (const row of given) {
    if (row.kind === 'separator') continue;
    if (rows[row.id] !== undefined) patch(row);
    if (row.children !== null) refresh(row.children);
  }
}

function opened() {
  open = true;
  say({ t: 'opened' });
}

function closed() {
  open = false;
  for (const op of late.splice(0)) apply(op);
  say({ t: 'closed' });
}

function take(message) {
  if (message.t === 'quit') $.exit(0);
  for (const op of message.ops) {
    try {
      apply(op);
    } catch (error) {
      say({ t: 'error', code: 'operation', detail: `${op.op}: ${error.message}` });
    }
  }
  if (message.t === 'init') {
    const title = ObjC.unwrap(button.attributedTitle.string);
    const echo = { title, runs: runCount, rows: Number(root.numberOfItems) };
    say({ t: 'ready', v: PROTOCOL_VERSION, echo });
  } else {
    say({ t: 'done', seq: message.seq });
  }
}

function tellVisibility() {
  const visible = button.window.isNil() ? 'no' : 'unknown';
  if (visible === told) return;
  told = visible;
  const detail =
    visible === 'no'
      ? 'The system took the item away; see System Settings > Menu Bar.'
      : 'This host cannot tell.';
  say({ t: 'shown', visible, detail });
}

function readable() {
  const data = stdin.availableData;
  // The end: the meter is gone.
  if (Number(data.length) === 0) $.exit(0);
  // Lines are ASCII, so that a piece can end anywhere.
  rest += ObjC.unwrap($.NSString.alloc.initWithDataEncoding(data, LATIN1));
  const lines = rest.split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (line !== '') take(JSON.parse(line));
  }
  tellVisibility();
  stdin.waitForDataInBackgroundAndNotifyForModes(modes);
}

$.NSNotificationCenter.defaultCenter.addObserverSelectorNameObject(
  target,
  'readable:',
  $.NSFileHandleDataAvailableNotification,
  stdin,
);
stdin.waitForDataInBackgroundAndNotifyForModes(modes);
application.run;
