import {
  accountLabel,
  accountsOf,
  ago,
  bindingForecast,
  extraUsageText,
  forecastPhrase,
  LOOK_BANDS,
  type Reading,
  type Snapshot,
  severityOf,
  staleLabel,
} from '@claude-meter/core';
import { bridgeUrl, type ForecastEntry } from '@claude-meter/wire';
import type { Health } from '../../health.ts';
import type { ExtensionPlace } from '../find-extension.ts';
import { extensionSteps } from './extension-steps.ts';
import { printable } from './printable.ts';
import { type Line, severityStyle, span } from './styled.ts';
import { transcriptsWords } from './transcripts-words.ts';

export interface StatusOptions {
  now: number;
  timeZone: string;
  port: number;
  home: string;
  extension: ExtensionPlace | null;
}

/** What the meter has answered. */
export interface StatusAnswers {
  health: Health;
  snapshots: readonly Snapshot[];
  forecasts: readonly ForecastEntry[];
}

/** What `claude-meter status` prints. */
export function statusLines(known: StatusAnswers, options: StatusOptions): Line[] {
  const accounts = accountsOf(known.snapshots, options.now);
  return [
    ...meterLines(known.health, options),
    ...accounts.flatMap((reading) => accountLines(reading, known, options)),
    ...missingLines(known.snapshots, options.extension),
  ];
}

function row(label: string, ...rest: Line): Line {
  return [span(`  ${label.padEnd(11)} `, 'dim'), ...rest];
}

function meterLines(health: Health, options: StatusOptions): Line[] {
  const version = printable(String(health.version));
  const up = ago(Date.parse(health.started_at), options.now).replace(' ago', '').replace('just now', '0s');
  const lines = [
    [span('Meter', 'bold'), span(` ${version}, pid ${Number(health.pid)}, up ${up}`)],
    row('bridge', span(bridgeUrl(options.port))),
    row('state', span(printable(options.home))),
  ];
  if (health.store_trouble !== null)
    lines.push(row('history', span(printable(health.store_trouble), 'warning')));
  const { transcripts } = health;
  if (transcripts.state !== 'off') {
    const style = transcripts.state === 'failed' ? 'warning' : 'plain';
    lines.push(row('transcripts', span(printable(transcriptsWords(transcripts, options.now)), style)));
  }
  return lines;
}

function accountLines(
  reading: Reading,
  { snapshots: all, forecasts }: StatusAnswers,
  options: StatusOptions,
): Line[] {
  const { snapshot, binding } = reading;
  const plan = snapshot.plan === null ? '' : ` · ${printable(snapshot.plan)}`;
  const lines: Line[] = [[], [span(printable(accountLabel(snapshot, all)), 'bold'), span(plan, 'dim')]];
  if (binding !== null && binding.percent !== null) {
    const severity = severityStyle(severityOf(binding.percent, LOOK_BANDS));
    const note = binding.note === '' ? '' : `, ${printable(binding.note)}`;
    lines.push(
      row(
        'binding',
        span(`${printable(binding.label)} `),
        span(`${binding.percent.toFixed(1)}%`, severity),
        span(note),
      ),
    );
  } else {
    lines.push(row('binding', span('no limit with a number', 'dim')));
  }
  lines.push(...forecastLines(reading, forecasts, options));
  const extra = extraUsageText(snapshot.extra);
  if (extra !== null) lines.push(row('extra', span(printable(extra))));
  const sessions = all.filter((other) => other.org_uuid === snapshot.org_uuid);
  return [...lines, ...sessions.map((session) => sourceLine(session, options))];
}

/** The wall that comes first; nothing where nothing can be foretold. */
function forecastLines(
  { snapshot, limits }: Reading,
  forecasts: readonly ForecastEntry[],
  at: StatusOptions,
): Line[] {
  const ours = forecasts.filter((entry) => entry.org_uuid === snapshot.org_uuid);
  const first = bindingForecast(ours.map((entry) => entry.forecast));
  if (first === null) return [];
  const label = limits.find((limit) => limit.id === first.limitId)?.label ?? first.limitId;
  const style = first.lastsUntilReset ? 'plain' : 'warning';
  return [row('forecast', span(`${printable(label)} `), span(forecastPhrase(first, at), style))];
}

function sourceLine(session: Snapshot, { now, timeZone }: StatusOptions): Line {
  const age = ago(Date.parse(session.fetched_at), now);
  const label = session.stale ? staleLabel(session, now, timeZone) : 'fresh';
  const error = session.errors[0] === undefined ? '' : `  ${printable(session.errors[0])}`;
  return row(
    'source',
    span(`${sessionName(session)}, ${age}  `),
    span(label, session.stale ? 'warning' : 'calm'),
    span(error, 'warning'),
  );
}

/** `extension in Chrome`; a poster that did not name its browser is only its source. */
function sessionName({ source, browser }: Snapshot): string {
  return browser === source ? source : `${source} in ${printable(browser)}`;
}

function missingLines(snapshots: readonly Snapshot[], extension: ExtensionPlace | null): Line[] {
  if (snapshots.some((snapshot) => snapshot.source === 'extension')) return [];
  return [
    [],
    [span('The browser extension has not been seen yet.', 'warning')],
    ...extensionSteps(extension),
  ];
}
