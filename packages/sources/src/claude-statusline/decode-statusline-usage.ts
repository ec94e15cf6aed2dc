import { FIVE_HOUR, SEVEN_DAY } from '@claude-meter/core';
import type { DecodedUsage } from '../claude-web/decode-usage.ts';
import { quote } from '../claude-web/quote.ts';
import { decodeStatusline } from './decode-statusline.ts';

/** The windows that Claude Code tells; others in its place are not believed. */
const TOLD: ReadonlySet<string> = new Set([FIVE_HOUR, SEVEN_DAY]);

/**
 * Reads `{"rate_limits": {…}}` out of what Claude Code tells its status line, as the usage of an org. It proves nothing
 * about the scale of claude.ai's own bodies.
 *
 * @param now ms; resets more than a month away from it are not believed
 * @returns `ok: false` with a sentence when no window is in it
 */
export function decodeStatuslineUsage(text: string, now: number): DecodedUsage {
  const decoded = decodeStatusline(text, now);
  if (!decoded.ok) return decoded;
  const limits = decoded.statusline.limits.filter(({ id }) => TOLD.has(id));
  if (limits.length === 0) {
    const reason = `No window is in what Claude Code told: ${quote(text)}. Its next answer brings one, on Pro and Max.`;
    return { ok: false, reason };
  }
  return { ok: true, usage: { limits, extra: null, percentEvident: false, breakdown: [] } };
}
