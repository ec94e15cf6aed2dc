import { FIVE_HOUR, SEVEN_DAY } from '@claude-meter/core';
import { decodeUsage } from '@claude-meter/sources';
import { isNumberText, type LosslessJson, parseLossless } from '@claude-meter/wire';
import { type NumberRelation, relateNumbers } from './decimal.ts';

/** What somebody says a window stands at: `5h=42`. */
export interface Claim {
  /** As it was written: `5h`, `7d`, `opus`, an id or a label. */
  window: string;
  /** Number text without a percent sign. */
  percent: string;
}

export type Claims = { ok: true; claims: Claim[] } | { ok: false; error: string };

/** How a claim relates to the served number. `rounding`: rounded to the decimals it shows. */
export type ClaimRelation = 'exact' | 'rounding' | 'factor_100' | 'different' | 'not_served';

export interface JudgedClaim extends Claim {
  /** The number text that claude.ai served for that window, null when it served none. */
  served: string | null;
  relation: ClaimRelation;
}

/** Reads `5h=42,7d=31.5%`. */
export function parseClaims(text: string): Claims {
  const claims: Claim[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*([^=]+?)\s*=\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(part);
    const [, window, percent] = match ?? [];
    if (window === undefined || percent === undefined) {
      const error = `${JSON.stringify(part.trim())} is no claim. Write WINDOW=PERCENT, for example "5h=42,7d=31".`;
      return { ok: false, error };
    }
    claims.push({ window, percent });
  }
  return { ok: true, claims };
}

/** Holds claims against a usage body of claude.ai. Nothing else is asked: not the bridge, not the meter. */
export function judgeClaims(body: string, claims: readonly Claim[]): JudgedClaim[] {
  const windows = servedWindows(body);
  return claims.map((claim) => {
    const wanted = nameOf(claim.window);
    const window = windows.find(({ id, label }) => id === wanted || label.toLowerCase() === wanted);
    if (window === undefined) return { ...claim, served: null, relation: 'not_served' };
    const relation = RELATION_OF[relateNumbers(window.percent, claim.percent)];
    return { ...claim, served: window.served, relation };
  });
}

const RELATION_OF: Readonly<Record<NumberRelation, ClaimRelation>> = {
  identical: 'exact',
  reprinted: 'exact',
  rounding: 'rounding',
  factor_100: 'factor_100',
  different: 'different',
};

/** Short names that trackers and people use. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '5h': FIVE_HOUR,
  '5-hour': FIVE_HOUR,
  session: FIVE_HOUR,
  '7d': SEVEN_DAY,
  '7-day': SEVEN_DAY,
  week: SEVEN_DAY,
  weekly: SEVEN_DAY,
  opus: 'seven_day_opus',
  sonnet: 'seven_day_sonnet',
};

function nameOf(window: string): string {
  const name = window.toLowerCase();
  return Object.hasOwn(SHORT_NAMES, name) ? (SHORT_NAMES[name] ?? name) : name;
}

interface ServedWindow {
  id: string;
  label: string;
  /** Number text as served. */
  served: string;
  /** Number text of the percentage 0–100; another one than `served` only in a body that counts in fractions. */
  percent: string;
}

/** The flat window is what the page's documents call the truth; the rounded one of the list fills in for it. */
function servedWindows(body: string): ServedWindow[] {
  const decoded = decodeUsage(body, false);
  if (!decoded.ok) return [];
  const parsed = parseLossless(body);
  return decoded.usage.limits.flatMap((limit) => {
    if (limit.percent === null) return [];
    const decodedText = String(limit.percent);
    const served = flatNumber(parsed, limit.id) ?? decodedText;
    const isFraction = !decoded.usage.percentEvident && Number(served) !== limit.percent;
    return [{ id: limit.id, label: limit.label, served, percent: isFraction ? decodedText : served }];
  });
}

function flatNumber(body: LosslessJson, id: string): string | null {
  const number = member(member(body, id), 'utilization');
  return isNumberText(number) ? number.rawJSON : null;
}

function member(value: LosslessJson | undefined, key: string): LosslessJson | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNumberText(value))
    return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
