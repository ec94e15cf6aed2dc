import type { TrayModel } from '@claude-meter/core';

/** Whether the person can see the tray, and if not, why. `doctor` turns it into a remedy (`trayHint`). */
export type TrayStatus =
  | { kind: 'starting' }
  | { kind: 'shown' }
  /** This login has no session bus: a plain ssh login, a system service. */
  | { kind: 'no_session_bus' }
  /** The session bus went away; the tray comes back with it. */
  | { kind: 'bus_lost'; reason: string }
  /** Nothing on this desktop takes tray icons. */
  | { kind: 'no_watcher' }
  /** Icons are taken, but no panel shows them. */
  | { kind: 'no_host' }
  /** The host process ended and is being started again. */
  | { kind: 'host_restarting'; host: string; reason: string }
  /** No host process stays alive. */
  | { kind: 'hosts_failed'; reason: string }
  /** The system took the item but does not show it. */
  | { kind: 'hidden'; detail: string }
  /** The person wants no tray. */
  | { kind: 'off' }
  | { kind: 'unsupported'; platform: string };

export interface TrayEvents {
  /** A row was chosen. */
  onClick(rowId: string): void;
  /** The icon itself was clicked, in panels that do not open the menu then. */
  onActivate(): void;
  onStatus(status: TrayStatus): void;
}

/** Somewhere a tray can be shown. */
export interface TrayBackend {
  readonly name: 'linux-sni' | 'hosted' | 'none';
  /** Shows a model; the newest one wins. Never waits, never throws. */
  update(model: TrayModel): void;
  status(): TrayStatus;
  /** Resolves when everything has been taken down after the signal. */
  closed: Promise<void>;
}
