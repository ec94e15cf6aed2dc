import type { HostRow } from '../hosted/protocol.ts';
import type { Pointer } from './ffi.ts';
import { wide } from './win-structs.ts';
import type { WindowsApi } from './windows-api.ts';

const MF = { grayed: 0x1, checked: 0x8, popup: 0x10, separator: 0x800 } as const;
const TPM = { rightButton: 0x2, noNotify: 0x80, returnCommand: 0x100 } as const;
const BY_COMMAND = 0;
const WM_NULL = 0;

/**
 * Shows the rows as a menu at the pointer and waits until one is chosen or the menu is left. It is built anew each
 * time: what changes meanwhile is seen at the next opening, and nothing can dismiss it.
 *
 * @returns the row's id, null when none was chosen
 */
export function showMenu(api: WindowsApi, window: Pointer, rows: readonly HostRow[]): string | null {
  const ids: string[] = [];
  const menu = build(api, rows, ids);
  const [x, y] = pointer(api);
  // Without these two a menu stays open when the person clicks elsewhere.
  api.SetForegroundWindow(window);
  const flags = TPM.rightButton | TPM.noNotify | TPM.returnCommand;
  const chosen = Number(api.TrackPopupMenu(menu, flags, x, y, 0, window, null));
  api.PostMessageW(window, WM_NULL, 0, 0);
  // Submenus go with it.
  api.DestroyMenu(menu);
  return ids[chosen - 1] ?? null;
}

function build(api: WindowsApi, rows: readonly HostRow[], ids: string[]): Pointer {
  const menu = api.CreatePopupMenu() as Pointer;
  for (const row of rows) {
    if (!row.visible) continue;
    if (row.kind === 'separator') {
      api.AppendMenuW(menu, MF.separator, 0, null);
      continue;
    }
    const grayed = row.enabled ? 0 : MF.grayed;
    const title = wide(withoutAccessKeys(row.title));
    if (row.children !== null) {
      api.AppendMenuW(menu, MF.popup | grayed, build(api, row.children, ids) ?? 0n, title);
      continue;
    }
    // 0 means that nothing was chosen, so numbers begin with 1.
    const number = ids.push(row.id);
    const checked = row.on && row.mark === 'check' ? MF.checked : 0;
    api.AppendMenuW(menu, grayed | checked, number, title);
    if (row.on && row.mark === 'radio') api.CheckMenuRadioItem(menu, number, number, number, BY_COMMAND);
  }
  return menu;
}

/** In a menu text `&` marks the access key, and a tab begins the shortcut. */
function withoutAccessKeys(text: string): string {
  return text.replaceAll('&', '&&').replaceAll('\t', ' ');
}

function pointer(api: WindowsApi): [number, number] {
  const point = Buffer.alloc(8);
  api.GetCursorPos(point);
  return [point.readInt32LE(0), point.readInt32LE(4)];
}
