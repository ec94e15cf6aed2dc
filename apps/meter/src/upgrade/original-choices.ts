import { TITLE_FORMATS } from '@claude-meter/core';
import { DEFAULT_PREFERENCES, type TrayPreferences } from '../tray/preferences.ts';
import type { OriginalReading } from './original-snapshots.ts';

/**
 * What a person had chosen in the first ClaudeMeter, out of its `config.json` (`title_format`, `preferred_browser`,
 * `alarm_enabled`), as choices of ours; null when nothing was. It let a browser drive the title: here an account does,
 * when that browser had exactly one.
 */
export function readOriginalChoices(
  text: string,
  readings: readonly OriginalReading[],
): TrayPreferences | null {
  const config = parse(text);
  const format = TITLE_FORMATS.find((one) => one === config['title_format']);
  const alarms = config['alarm_enabled'];
  const orgUuid = orgOf(config['preferred_browser'], readings);
  if (format === undefined && typeof alarms !== 'boolean' && orgUuid === null) return null;
  return {
    ...DEFAULT_PREFERENCES,
    ...(format !== undefined && { format }),
    ...(typeof alarms === 'boolean' && { alarms }),
    ...(orgUuid !== null && { driver: { by: 'account', orgUuid } }),
  };
}

function orgOf(browser: unknown, readings: readonly OriginalReading[]): string | null {
  if (typeof browser !== 'string') return null;
  const theirs = readings.filter(({ session }) => session.browser.toLowerCase() === browser.toLowerCase());
  const [only, ...others] = new Set(theirs.map(({ report }) => report.orgUuid));
  return only !== undefined && others.length === 0 ? only : null;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
