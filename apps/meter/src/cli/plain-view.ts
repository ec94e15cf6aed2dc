import {
  accountLabel,
  accountsOf,
  extraUsageText,
  type Reading,
  type Snapshot,
  staleLabel,
} from '@claude-meter/core';
import { followMeter } from './follow-meter.ts';
import type { Io } from './io.ts';
import { localStamp } from './view/local-time.ts';
import { printable } from './view/printable.ts';

/**
 * Follows a meter without a terminal: one line for each account that has changed.
 *
 * @param options.label stands before every line
 */
export async function plainView(
  io: Io,
  options: { port: number; signal: AbortSignal; label?: string },
): Promise<void> {
  const signal = AbortSignal.any([options.signal, io.readerGone]);
  const last = new Map<string, string>();
  for await (const event of followMeter(options.port, signal)) {
    if (event.kind === 'lost') {
      io.stderr.write(`claude-meter: ${event.error}; waiting for it.\n`);
      continue;
    }
    const now = io.now();
    for (const reading of accountsOf(event.snapshots, now)) {
      const line = accountLine(reading, event.snapshots, { now, timeZone: io.timeZone });
      if (last.get(reading.snapshot.org_uuid) === line) continue;
      last.set(reading.snapshot.org_uuid, line);
      io.stdout.write(`${options.label ?? ''}${localStamp(now, io.timeZone)}  ${line}\n`);
    }
  }
}

/** `you@x.com  5-hour 47.0%  7-day all 71.0%  Extra usage $1.00 / $5.00 (20%)`; no countdowns: they change always. */
export function accountLine(
  reading: Reading,
  all: readonly Snapshot[],
  at: { now: number; timeZone: string },
): string {
  const { snapshot } = reading;
  const extra = extraUsageText(snapshot.extra);
  const parts = [
    accountLabel(snapshot, all),
    ...reading.limits.map(
      ({ label, percent }) => `${label} ${percent === null ? '—' : `${percent.toFixed(1)}%`}`,
    ),
    extra === null ? '' : `Extra usage ${extra}`,
    ...snapshot.errors.map((error) => `error: ${error}`),
    reading.live ? '' : staleLabel(snapshot, at.now, at.timeZone),
  ];
  return printable(parts.filter((part) => part !== '').join('  '));
}
