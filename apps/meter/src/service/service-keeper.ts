/** How the start at login is kept on a system. */
export type ServiceKind = 'systemd' | 'launchd' | 'autostart' | 'run_key';

/** What is written so that the system starts the meter: a file, or a value of the registry. */
export interface ServiceEntry {
  kind: ServiceKind;
  /** What a person calls it: `systemd user unit`. */
  name: string;
  /** Absolute path of the file, or the registry's key and value. */
  place: string;
  text: string;
  /** Where the meter's own words end up: a command that shows them, or a file. */
  logs: string;
}

/** What stands where an entry belongs. */
export type FoundEntry =
  | { kind: 'absent' }
  /** Ours carries a mark; `text` may be older than what would be written now. Not `on`: somebody switched it off since. */
  | { kind: 'ours'; text: string; on: boolean }
  | { kind: 'foreign' }
  | { kind: 'unreadable'; error: string };

/** What the system says about the meter that it starts. */
export type ServiceState =
  | { kind: 'running'; pid: number | null }
  | { kind: 'stopped' }
  | { kind: 'failed'; detail: string }
  /** This system only starts it, and does not watch it. */
  | { kind: 'unwatched' }
  /** The system cannot be asked from here: `detail` says why. */
  | { kind: 'unknown'; detail: string };

/** `done` with what the person has to know besides; null when there is nothing. */
export type ServiceStep = { ok: true; note: string | null } | { ok: false; error: string };

/** One way of starting the meter at login. Nothing here throws. */
export interface ServiceKeeper {
  entry: ServiceEntry;
  find(): Promise<FoundEntry>;
  /** Writes the entry; with `start` the meter is started by the system at once, too. */
  install(given: { start: boolean }): Promise<ServiceStep>;
  /** Takes the entry away; with `stop` the meter that the system started ends as well. */
  uninstall(given: { stop: boolean }): Promise<ServiceStep>;
  state(): Promise<ServiceState>;
}

/** What the entry starts, and with which settings. */
export interface ServiceProgram {
  /** This program, without the name of a command; the first is an absolute path. */
  argv: readonly [string, ...string[]];
  /** Variables that the meter is to have at every start. */
  env: Readonly<Record<string, string>>;
}

/** In the first lines of every file that is ours. */
export const SERVICE_MARK = 'Written by "claude-meter service install"';
/** What is to be known where nothing watches the meter, and so nothing can end it. */
export const GOES_ON = 'A meter that runs now goes on until it is quit.';
/** The name under which the system knows the meter. */
export const SERVICE_NAME = 'claude-meter';
