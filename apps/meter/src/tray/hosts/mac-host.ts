import { createStdinReader, writeStdout } from './blocking-io.ts';
import type { Ffi, Pointer } from './ffi.ts';
import { guarded } from './guarded.ts';
import { createHostSession } from './host-session.ts';
import { loadKoffi } from './koffi-ffi.ts';
import { createMacSurface, type MacSurface } from './mac-surface.ts';
import { MAC_LIBRARIES, type MacLibraries, type ObjectiveC, openObjectiveC } from './objective-c.ts';

// The tray of macOS: a status item of AppKit, in a process of its own, since its run loop blocks. The meter talks to it
// over the line protocol; the host ends when its standard input does.

/** An application without Dock icon and menu bar. */
const ACCESSORY = 1;
const EVERY_EVENT = 0xffff_ffff_ffff_ffffn;
/** Keeps timers exact while nothing is in front: user initiated, but the machine may sleep. */
const ACTIVITY = 0x00ff_ffffn & ~(1n << 20n);
const READ_CALLBACK = 1n;
const STDIN = 0;

export function runMacHost(ffi: Ffi, paths: MacLibraries): void {
  const objc = openObjectiveC(ffi, paths);
  const application = objc.object(objc.classNamed('NSApplication'), 'sharedApplication');
  objc.pooled(() => {
    objc.send(application, 'setActivationPolicy:', ACCESSORY);
    objc.send(application, 'finishLaunching');
    const processInfo = objc.object(objc.classNamed('NSProcessInfo'), 'processInfo');
    const activity = objc.object(
      processInfo,
      'beginActivityWithOptions:reason:',
      ...[ACTIVITY, objc.text('Usage is shown in the menu bar')],
    );
    objc.send(activity, 'retain');
  });
  const surface = createMacSurface(objc, {
    onClick: (id) => session.say({ t: 'click', id }),
    onOpened: () => session.say({ t: 'opened' }),
    onClosed: () => session.say({ t: 'closed' }),
  });
  const session = createHostSession({ surface, write: writeStdout, quit: () => process.exit(0) });
  const tellVisibility = visibilityTeller(surface, session.say);
  const read = createStdinReader();
  onReadable(ffi, paths, () =>
    objc.pooled(() => {
      const text = read();
      if (text === null) process.exit(0);
      session.feed(text);
      tellVisibility();
    }),
  );
  runLoop(objc, application);
}

/** Tells of the item's visibility whenever it changes; it is looked at with every message, so at least once a minute. */
function visibilityTeller(
  surface: MacSurface,
  say: (message: { t: 'shown' } & ReturnType<MacSurface['visibility']>) => void,
): () => void {
  let told = '';
  return () => {
    const now = surface.visibility();
    if (now.visible === told) return;
    told = now.visible;
    say({ t: 'shown', ...now });
  };
}

/** Calls back when the standard input has something to read, also while a menu is open: common run loop modes. */
function onReadable(ffi: Ffi, { coreFoundation }: MacLibraries, work: () => void): void {
  const cf = ffi.load(coreFoundation);
  const create = cf.fn('CFFileDescriptorCreate', 'pointer', [
    'pointer',
    'int32',
    'bool',
    'pointer',
    'pointer',
  ]);
  const enable = cf.fn('CFFileDescriptorEnableCallBacks', 'void', ['pointer', 'uint64']);
  const createSource = cf.fn('CFFileDescriptorCreateRunLoopSource', 'pointer', [
    'pointer',
    'pointer',
    'int64',
  ]);
  const mainLoop = cf.fn('CFRunLoopGetMain', 'pointer', []);
  const addSource = cf.fn('CFRunLoopAddSource', 'void', ['pointer', 'pointer', 'pointer']);
  const readable = ffi.callback('void', ['pointer', 'uint64', 'pointer'], () =>
    guarded(() => {
      work();
      // One call per permission: without this line the first message is the last.
      enable(descriptor, READ_CALLBACK);
    }),
  );
  const descriptor = create(null, STDIN, false, readable, null) as Pointer;
  enable(descriptor, READ_CALLBACK);
  addSource(mainLoop(), createSource(null, descriptor, 0), cf.variable('kCFRunLoopCommonModes'));
}

/** Waits for events and hands them on, for good. Nothing polls: the host sleeps until something happens. */
function runLoop(objc: ObjectiveC, application: Pointer): never {
  const future = objc.object(objc.object(objc.classNamed('NSDate'), 'distantFuture'), 'retain');
  const mode = objc.constant('NSDefaultRunLoopMode', 'kCFRunLoopDefaultMode');
  for (;;) {
    objc.pooled(() => {
      const next = 'nextEventMatchingMask:untilDate:inMode:dequeue:';
      const event = objc.object(application, next, EVERY_EVENT, future, mode, true);
      if (event !== null) objc.send(application, 'sendEvent:', event);
    });
  }
}

if (import.meta.main) runMacHost(await loadKoffi(), MAC_LIBRARIES);
