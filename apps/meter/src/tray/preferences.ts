import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TITLE_FORMATS, type TitleDriver, type TitleFormat } from '@claude-meter/core';

/** What a person chose in the menu. */
export interface TrayPreferences {
  format: TitleFormat;
  driver: TitleDriver;
  /** Notices at limits and resets. */
  alarms: boolean;
  /** The title flashes until the notice is dismissed. */
  flash: boolean;
}

export const DEFAULT_PREFERENCES: TrayPreferences = {
  format: 'long',
  driver: { by: 'default_browser' },
  alarms: true,
  flash: true,
};

const FILE = 'tray.json';

export function preferencesPath(home: string): string {
  return join(home, FILE);
}

/** Reads the choices; what is missing or cannot be meant has its default, so that a damaged file costs no tray. */
export function readPreferences(home: string): TrayPreferences {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(preferencesPath(home), 'utf8'));
  } catch {
    return DEFAULT_PREFERENCES;
  }
  const given = isRecord(stored) ? stored : {};
  return {
    format: TITLE_FORMATS.find((format) => format === given['format']) ?? DEFAULT_PREFERENCES.format,
    driver: driverOf(given['driver']) ?? DEFAULT_PREFERENCES.driver,
    alarms: given['alarms'] !== false,
    flash: given['flash'] !== false,
  };
}

/** The choices of a meter that runs, with what others have chosen meanwhile. */
export interface KeptPreferences {
  read(): TrayPreferences;
  write(preferences: TrayPreferences): void;
}

/** Where the file cannot be written, a choice lasts until the meter ends. */
export function keepPreferences(home: string): KeptPreferences {
  let known = readPreferences(home);
  let seen = JSON.stringify(known);
  return {
    read() {
      const now = readPreferences(home);
      const text = JSON.stringify(now);
      if (text === seen) return known;
      seen = text;
      known = now;
      return known;
    },
    write(preferences) {
      known = preferences;
      if (writePreferences(home, preferences)) seen = JSON.stringify(preferences);
    },
  };
}

/** Writes the choices in one step. False when that failed: they last until the meter ends, then. */
export function writePreferences(home: string, preferences: TrayPreferences): boolean {
  const path = preferencesPath(home);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(preferences)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return true;
  } catch {
    return false;
  }
}

function driverOf(value: unknown): TitleDriver | null {
  if (!isRecord(value)) return null;
  const { by, orgUuid } = value as { by?: unknown; orgUuid?: unknown };
  if (by === 'default_browser' || by === 'highest' || by === 'all') return { by };
  return by === 'account' && typeof orgUuid === 'string' ? { by, orgUuid } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
