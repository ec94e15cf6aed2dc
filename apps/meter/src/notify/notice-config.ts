import {
  NOTICE_KINDS,
  NOTICE_SETTINGS,
  type NoticeKind,
  type NoticeSettings,
  type QuietHours,
} from '@claude-meter/core';
import { MAX_DEPTH, shapeOf } from '@claude-meter/wire';

/** The section `notices` of the settings file. */
export interface NoticeConfig {
  settings: NoticeSettings;
  quiet: QuietHours | null;
  /** Program and arguments of the hook. */
  hook: readonly [string, ...string[]] | null;
}

export const DEFAULT_NOTICE_CONFIG: NoticeConfig = { settings: NOTICE_SETTINGS, quiet: null, hook: null };

export type ParsedNoticeConfig = { ok: true; config: NoticeConfig } | { ok: false; error: string };

const HOUR_MS = 60 * 60 * 1000;
const MOST_THRESHOLDS = 10;

/**
 * Reads the section `notices` out of the text of the settings file; what is missing has its default.
 *
 * ```json
 * { "notices": { "thresholds": [90, 100], "extra_thresholds": [80, 100], "pool_hours": 24,
 *                "without": ["reset"], "quiet": { "from": "22:00", "to": "07:00" },
 *                "hook": ["/home/me/bin/on-notice", "--loud"] } }
 * ```
 */
export function parseNoticeConfig(text: string): ParsedNoticeConfig {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return { ok: false, error: 'it is not JSON' };
  }
  if (shapeOf(text).depth > MAX_DEPTH)
    return { ok: false, error: `it is nested deeper than ${MAX_DEPTH} levels` };
  const section = isRecord(whole) ? whole['notices'] : undefined;
  if (section === undefined) return { ok: true, config: DEFAULT_NOTICE_CONFIG };
  try {
    return { ok: true, config: readSection(section) };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, error: error.message };
    throw error;
  }
}

/** What stands there cannot be meant. */
class Unusable extends Error {
  constructor(place: string, value: unknown, what: string) {
    super(`notices${place} ${(JSON.stringify(value) ?? 'undefined').slice(0, 100)} is ${what}`);
  }
}

function readSection(section: unknown): NoticeConfig {
  if (!isRecord(section)) throw new Unusable('', section, 'no object');
  const hours = section['pool_hours'] ?? NOTICE_SETTINGS.poolMs / HOUR_MS;
  if (typeof hours !== 'number' || !(hours >= 0 && hours <= 24 * 30)) {
    throw new Unusable('.pool_hours', hours, 'no number of hours from 0 to 720');
  }
  return {
    settings: {
      thresholds: percents('.thresholds', section['thresholds'] ?? NOTICE_SETTINGS.thresholds),
      extraThresholds: percents(
        '.extra_thresholds',
        section['extra_thresholds'] ?? NOTICE_SETTINGS.extraThresholds,
      ),
      poolMs: hours * HOUR_MS,
      without: kinds(section['without'] ?? []),
    },
    quiet: quietHours(section['quiet'] ?? null),
    hook: argv(section['hook'] ?? null),
  };
}

function percents(place: string, value: unknown): number[] {
  const usable =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_THRESHOLDS &&
    value.every((one) => typeof one === 'number' && one > 0 && one <= 1000);
  if (!usable) throw new Unusable(place, value, `no list of 1 to ${MOST_THRESHOLDS} percentages`);
  return [...new Set(value as number[])].sort((a, b) => a - b);
}

function kinds(value: unknown): NoticeKind[] {
  const known: readonly string[] = NOTICE_KINDS;
  if (!Array.isArray(value) || !value.every((one) => known.includes(one))) {
    throw new Unusable('.without', value, `no list of ${known.join(', ')}`);
  }
  return value as NoticeKind[];
}

function quietHours(value: unknown): QuietHours | null {
  if (value === null) return null;
  const { from, to } = isRecord(value) ? value : {};
  const isTime = (time: unknown): time is string =>
    typeof time === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  if (!isTime(from) || !isTime(to)) throw new Unusable('.quiet', value, 'no {"from":"22:00","to":"07:00"}');
  return { from, to };
}

function argv(value: unknown): readonly [string, ...string[]] | null {
  if (value === null) return null;
  const usable = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  if (!usable || value[0] === '')
    throw new Unusable('.hook', value, 'no list of a program and its arguments');
  return value as [string, ...string[]];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
