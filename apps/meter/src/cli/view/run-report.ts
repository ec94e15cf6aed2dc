import { accountLabel, accountsOf, type Snapshot } from '@claude-meter/core';
import { bridgeUrl, ROUTES } from '@claude-meter/wire';
import type { ExtensionPlace } from '../find-extension.ts';
import { extensionSteps } from './extension-steps.ts';
import { printable } from './printable.ts';
import { type Line, span } from './styled.ts';

export interface RunFindings {
  /** ms */
  now: number;
  version: string;
  port: number;
  home: string;
  upstream: string | null;
  /** Whether the meter asks claude.ai itself. */
  ownFetch: boolean;
  /** What was known when it started. */
  snapshots: readonly Snapshot[];
  /** What is wrong with the history, null when nothing is. */
  trouble: string | null;
  extension: ExtensionPlace | null;
}

const OWN_FETCH_ON = "asks claude.ai with the sessions of this machine's browsers while no extension does";

/** The first lines of `claude-meter run`: what it found, what is missing and what to do about it. */
export function runReport(found: RunFindings): Line[] {
  const row = (label: string, text: string): Line => [
    span(`  ${label.padEnd(11)}`, 'dim'),
    span(printable(text)),
  ];
  const url = bridgeUrl(found.port);
  const lines: Line[] = [
    [span(`ClaudeMeter ${found.version} is running.`, 'bold'), span(' Ctrl-C ends it.', 'dim')],
    row('bridge', url),
    row('page', `${url}/`),
    row('state', found.home),
    row('known', knownText(found)),
    row('own path', found.ownFetch ? OWN_FETCH_ON : 'off (CLAUDE_METER_OWN_FETCH)'),
    row('try', `curl -s ${url}${ROUTES.snapshots}`),
  ];
  if (found.upstream !== null)
    lines.push(row('claude.ai', `replaced by ${found.upstream} (CLAUDE_METER_UPSTREAM)`));
  if (found.trouble !== null)
    lines.push([span(`  ${'history'.padEnd(11)}`, 'dim'), span(printable(found.trouble), 'warning')]);
  if (found.snapshots.some((snapshot) => snapshot.source === 'extension')) {
    return [...lines, row('extension', 'was here before; waiting for its next post')];
  }
  return [...lines, row('extension', 'not seen yet. Load it once:'), ...extensionSteps(found.extension)];
}

function knownText({ snapshots, now }: RunFindings): string {
  const labels = accountsOf(snapshots, now).map(({ snapshot }) => accountLabel(snapshot, snapshots));
  if (labels.length === 0) return 'nothing yet';
  return `${labels.join(', ')} (from last time, stale until the next reading)`;
}
