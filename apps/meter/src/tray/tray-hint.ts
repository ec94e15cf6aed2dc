import type { TrayStatus } from './backend.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a person can do so that the tray is seen; null when it is seen, or still starting. */
export function trayHint(status: TrayStatus, env: Env): string | null {
  switch (status.kind) {
    case 'starting':
    case 'shown':
    case 'off':
      return null;
    case 'no_session_bus':
      return 'No tray: this login has no session bus (DBUS_SESSION_BUS_ADDRESS is not set). Start the meter inside the desktop session.';
    case 'bus_lost':
      return `No tray: the session bus cannot be used (${status.reason}) The icon comes back with it.`;
    case 'no_watcher':
      return `No tray: nothing on this desktop takes tray icons. ${remedy(env['XDG_CURRENT_DESKTOP'] ?? '')}`;
    case 'no_host':
      return 'No tray: icons are collected, but no panel shows them. Add a tray ("Status Notifier", "System Tray") to your panel.';
    case 'host_restarting':
      return `The tray is being started again: ${status.host}: ${status.reason}`;
    case 'hosts_failed':
      return `No tray: ${status.reason} Everything else works; start the meter again after an update to try anew.`;
    case 'hidden':
      return `The tray is hidden: ${status.detail}`;
    case 'unsupported':
      return `No tray on ${JSON.stringify(status.platform)}: it is known on Linux desktops, macOS and Windows.`;
  }
}

function remedy(desktop: string): string {
  const name = desktop.toLowerCase();
  if (name.includes('gnome')) {
    return 'GNOME needs the extension "AppIndicator and KStatusNotifierItem Support" (package gnome-shell-extension-appindicator).';
  }
  if (name.includes('xfce')) return 'Add "Status Tray Plugin" to the Xfce panel.';
  if (name.includes('lxqt')) return 'Add the "Status Notifier Plugin" to the LXQt panel.';
  if (name.includes('mate')) return 'Add the "Notification Area" to the MATE panel.';
  if (/sway|hyprland|river|wlroots|i3/.test(name))
    return 'Add a bar with a tray, such as waybar with its "tray" module.';
  return 'Add a tray that speaks StatusNotifierItem to your panel.';
}
