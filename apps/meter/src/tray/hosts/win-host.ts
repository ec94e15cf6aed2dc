import { createStdinReader, writeStdout } from './blocking-io.ts';
import type { Ffi, Pointer } from './ffi.ts';
import { guarded } from './guarded.ts';
import { createHostSession, type HostSession } from './host-session.ts';
import { loadKoffi } from './koffi-ffi.ts';
import { showMenu } from './win-menu.ts';
import { wide, windowClass } from './win-structs.ts';
import { createWinSurface, type WinSurface } from './win-surface.ts';
import { openWindowsApi, WINDOWS_LIBRARIES, type WindowsApi, type WindowsLibraries } from './windows-api.ts';

// The tray of Windows: an icon in the notification area, in a process of its own, since its message loop and its menu
// block. The meter talks to it over the line protocol; the host ends when its standard input does.

const WM_TIMER = 0x0113;
const WM_CONTEXTMENU = 0x007b;
const NIN_SELECT = 0x0400;
const NIN_KEYSELECT = 0x0401;
/** Our own message, by which the icon tells of clicks. */
const WM_ICON = 0x8001;
const STD_INPUT_HANDLE = 0xfffffff6;
const PER_MONITOR_AWARE_V2 = -4;
const MSG_BYTES = 48;
/** A pipe cannot be waited for beside messages, so it is looked at this often. */
const LOOK_MS = 1_000;

export function runWinHost(ffi: Ffi, paths: WindowsLibraries): void {
  const api = openWindowsApi(ffi, paths);
  api.SetProcessDpiAwarenessContext(PER_MONITOR_AWARE_V2);
  const taskbarCreated = Number(api.RegisterWindowMessageW(wide('TaskbarCreated')));
  let told = false;
  let menuOpen = false;
  const look = () => {
    if (!input(session)) end();
    if (told || !surface.hasIcon()) return;
    told = true;
    tellShown(surface, session);
  };
  const window = makeWindow(ffi, api, (message, lParam) => {
    if (message === WM_TIMER) look();
    else if (message === taskbarCreated) tellShown(surface, session);
    else if (message === WM_ICON) clicked(Number(lParam & 0xffffn));
    else return false;
    return true;
  });
  const surface = createWinSurface(api, window, WM_ICON);
  const end = () => {
    surface.remove();
    process.exit(0);
  };
  const session = createHostSession({ surface, write: writeStdout, quit: end });
  const input = createInput(api);

  function clicked(event: number): void {
    if (event !== WM_CONTEXTMENU && event !== NIN_SELECT && event !== NIN_KEYSELECT) return;
    // The menu runs a message loop of its own, in which the icon can be clicked again.
    if (menuOpen) return;
    menuOpen = true;
    session.say({ t: 'opened' });
    const chosen = showMenu(api, window, surface.rows());
    menuOpen = false;
    session.say({ t: 'closed' });
    if (chosen !== null) session.say({ t: 'click', id: chosen });
  }

  api.SetTimer(window, 1, LOOK_MS, null);
  look();
  messageLoop(api);
}

function tellShown(surface: WinSurface, session: HostSession): void {
  const added = surface.add();
  const detail = added ? '' : 'The notification area refused the icon.';
  session.say({ t: 'shown', visible: added ? 'yes' : 'no', detail });
}

/** Reads what has come without ever waiting for more; false at the end of the meter. */
function createInput(api: WindowsApi): (session: HostSession) => boolean {
  const handle = api.GetStdHandle(STD_INPUT_HANDLE);
  const read = createStdinReader();
  const available = Buffer.alloc(4);
  return (session) => {
    for (;;) {
      if (api.PeekNamedPipe(handle, null, 0, null, available, null) === 0) return false;
      if (available.readUInt32LE(0) === 0) return true;
      const text = read();
      if (text === null) return false;
      session.feed(text);
    }
  };
}

/**
 * A window that is never shown: it hears of clicks, and of an Explorer that was started anew, which windows for
 * messages alone do not.
 */
function makeWindow(ffi: Ffi, api: WindowsApi, take: (message: number, lParam: bigint) => boolean): Pointer {
  const procedure = ffi.callback(
    'int64',
    ['pointer', 'uint32', 'uint64', 'int64'],
    (window, message, wParam, lParam) => {
      let taken = false;
      guarded(() => {
        taken = take(Number(message), BigInt(lParam as number | bigint));
      });
      return taken ? 0 : api.DefWindowProcW(window, message, wParam, lParam);
    },
  );
  const instance = api.GetModuleHandleW(null) as Pointer;
  const name = wide('ClaudeMeterTray');
  api.RegisterClassExW(windowClass({ procedure, instance, name: ffi.address(name) }));
  const created = api.CreateWindowExW(
    0,
    name,
    wide('ClaudeMeter'),
    0,
    0,
    0,
    0,
    0,
    null,
    null,
    instance,
    null,
  );
  if (created === null) throw new Error('There is no window for the notification area.');
  return created as Pointer;
}

function messageLoop(api: WindowsApi): void {
  const message = Buffer.alloc(MSG_BYTES);
  while (Number(api.GetMessageW(message, null, 0, 0)) > 0) {
    api.TranslateMessage(message);
    api.DispatchMessageW(message);
  }
  process.exit(0);
}

if (import.meta.main) runWinHost(await loadKoffi(), WINDOWS_LIBRARIES);
