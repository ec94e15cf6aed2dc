import { describe, expect, it } from 'vitest';
import type { TrayStatus } from './backend.ts';
import { trayHint } from './tray-hint.ts';

describe('trayHint', () => {
  it.each<[TrayStatus, string | undefined, string | null]>([
    [{ kind: 'shown' }, 'GNOME', null],
    [{ kind: 'starting' }, 'GNOME', null],
    [{ kind: 'no_watcher' }, 'ubuntu:GNOME', 'gnome-shell-extension-appindicator'],
    [{ kind: 'no_watcher' }, 'XFCE', 'Status Tray Plugin'],
    [{ kind: 'no_watcher' }, 'LXQt', 'Status Notifier Plugin'],
    [{ kind: 'no_watcher' }, 'MATE', '"Notification Area" to the MATE panel'],
    [{ kind: 'no_watcher' }, 'sway', 'waybar'],
    [{ kind: 'no_watcher' }, undefined, 'StatusNotifierItem'],
    [{ kind: 'no_host' }, 'XFCE', 'no panel shows them'],
    [{ kind: 'no_session_bus' }, undefined, 'DBUS_SESSION_BUS_ADDRESS'],
    [{ kind: 'bus_lost', reason: 'It hung up.' }, undefined, 'It hung up.'],
    [{ kind: 'unsupported', platform: 'aix' }, undefined, '"aix"'],
  ])('%j on %s', (status, desktop, text) => {
    const hint = trayHint(status, desktop === undefined ? {} : { XDG_CURRENT_DESKTOP: desktop });
    if (text === null) expect(hint).toBeNull();
    else expect(hint).toContain(text);
  });
});
