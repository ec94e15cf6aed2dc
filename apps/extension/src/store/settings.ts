import { BADGE_CONTENTS, type BadgeContent, POLL_MS } from '@claude-meter/core';
import { BRIDGE_PORT } from '@claude-meter/wire';

/** What the person may choose. Stored as it stands here. */
export interface Settings {
  /** Where the meter listens on this machine. */
  port: number;
  /** How often claude.ai is asked, ms. */
  cadence_ms: number;
  /** Which percentage the toolbar shows. */
  badge: BadgeContent;
  /** Whether the numbers are handed to a meter on this machine. */
  bridge: boolean;
  /** Whether a notice is shown when a limit comes near or is reached. */
  notifications: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  port: BRIDGE_PORT,
  cadence_ms: POLL_MS,
  badge: 'five_hour',
  bridge: true,
  notifications: false,
};

/** The choice that the options page offers, ms. */
export const CADENCES_MS = [30_000, 60_000, 120_000, 180_000, 300_000] as const;

/** Below what is offered, for tests: browsers keep alarms this fast for unpacked extensions only. */
const LEAST_CADENCE_MS = 1_000;
const MOST_CADENCE_MS = 300_000;

/** Reads what is stored, field by field: what cannot be is replaced by its default. */
export function readSettings(stored: unknown): Settings {
  const fields: Partial<Record<keyof Settings, unknown>> =
    typeof stored === 'object' && stored !== null ? stored : {};
  return {
    port: isPort(fields.port) ? fields.port : DEFAULT_SETTINGS.port,
    cadence_ms: isCadence(fields.cadence_ms) ? fields.cadence_ms : DEFAULT_SETTINGS.cadence_ms,
    badge: BADGE_CONTENTS.find((content) => content === fields.badge) ?? DEFAULT_SETTINGS.badge,
    bridge: typeof fields.bridge === 'boolean' ? fields.bridge : DEFAULT_SETTINGS.bridge,
    notifications:
      typeof fields.notifications === 'boolean' ? fields.notifications : DEFAULT_SETTINGS.notifications,
  };
}

export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
}

function isCadence(value: unknown): value is number {
  return typeof value === 'number' && value >= LEAST_CADENCE_MS && value <= MOST_CADENCE_MS;
}
