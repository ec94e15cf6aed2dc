import type { Observation, Report } from '@claude-meter/core';
import { decodeStatuslineUsage } from './claude-statusline/decode-statusline-usage.ts';
import { decodeUsage } from './claude-web/decode-usage.ts';
import { type Given, observeWeb, type UsageDecoder } from './claude-web/observe.ts';

/** Reads the bodies of a report as what its source means by them. */
export function observe(report: Report, given: Given): Observation {
  return observeWeb(report, given, decoderOf(given));
}

/** A usage text is a body of claude.ai, or what Claude Code tells its status line. */
function decoderOf({ session, receivedAt, orgOnPercent }: Given): UsageDecoder {
  switch (session.source) {
    case 'statusline':
      return (text) => decodeStatuslineUsage(text, receivedAt);
    case 'oauth':
      // This interface never counted in fractions.
      return (text) => decodeUsage(text, true);
    case 'extension':
    case 'cookies':
    case 'import':
      return (text) => decodeUsage(text, orgOnPercent);
  }
}
