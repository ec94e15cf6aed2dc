import {
  accountLabel,
  accountsOf,
  extraUsageText,
  formatMoney,
  type LimitReading,
  LOOK_BANDS,
  type Reading,
  type Snapshot,
  severityOf,
  staleLabel,
} from '@claude-meter/core';
import { localDay, localMinute, localStamp } from './local-time.ts';
import { printable } from './printable.ts';
import { type Line, printLine, severityStyle, span } from './styled.ts';

export interface BlockOptions {
  /** ms */
  now: number;
  timeZone: string;
  colours: boolean;
}

/** Columns of the labels, unless one is longer. */
const LABEL_WIDTH = 16;

/**
 * What `claude-meter` prints: the block of the first ClaudeMeter, one per account. A single account looks as it always
 * did; of several, each block is headed by its account.
 */
export function humanBlock(snapshots: readonly Snapshot[], options: BlockOptions): string {
  const accounts = accountsOf(snapshots, options.now);
  const several = accounts.length > 1;
  const blocks = accounts.map((reading) => {
    const head: Line[] = several
      ? [[span(printable(accountLabel(reading.snapshot, snapshots)), 'bold')]]
      : [];
    return [...head, ...rowsOf(reading, options), [], [span(fetchedLine(reading, snapshots, options))], []];
  });
  const title: Line[] = [[], [span('claude-meter', 'bold')], [span('============')]];
  return [...title, ...(several ? [[]] : []), ...blocks.flat()]
    .map((line) => `${printLine(line, options.colours)}\n`)
    .join('')
    .replace(/\n\n$/, '\n');
}

function rowsOf(reading: Reading, options: BlockOptions): Line[] {
  const { snapshot } = reading;
  const width = Math.max(LABEL_WIDTH, ...reading.limits.map((limit) => printable(limit.label).length));
  const row = (label: string, text: string): Line => [span(`${label.padEnd(width)} ${printable(text)}`)];
  const rows = reading.limits.map((limit) => limitRow(limit, snapshot, { ...options, width }));
  const extra = extraUsageText(snapshot.extra);
  if (extra !== null) rows.push(row('Extra usage', extra + untilText(snapshot, options.timeZone)));
  rows.push(...billingRows(snapshot, row));
  for (const error of snapshot.errors) rows.push([...row('error', ''), span(printable(error), 'warning')]);
  return rows;
}

/** `5-hour            91.4% used    -> resets Thu Apr 30 18:00 (in 4h)` */
function limitRow(limit: LimitReading, snapshot: Snapshot, options: BlockOptions & { width: number }): Line {
  const percent = limit.percent === null ? '—' : `${limit.percent.toFixed(1)}%`;
  const number = severityStyle(severityOf(limit.percent, LOOK_BANDS));
  return [
    span(`${printable(limit.label).padEnd(options.width)} `),
    span(percent.padStart(6), number),
    span(` used    ${resetText(limit, options.timeZone)}${printable(detailText(limit, snapshot))}`),
  ];
}

function resetText(limit: LimitReading, timeZone: string): string {
  if (limit.resets_at === null || limit.countdown === null) return '';
  const moment = localMinute(limit.resets_at, timeZone);
  if (limit.kind === 'pool') return `-> expires ${moment} (in ${limit.countdown})`;
  if (limit.note === 'has reset since') return `-> has reset since, ${moment}`;
  return `-> resets ${moment} (${limit.countdown === 'soon' ? 'soon' : `in ${limit.countdown}`})`;
}

function detailText(reading: LimitReading, snapshot: Snapshot): string {
  const limit = snapshot.limits.find((one) => one.id === reading.id);
  const money =
    limit?.used != null && limit.limit !== null
      ? `  ${formatMoney(limit.used)} / ${formatMoney(limit.limit)}`
      : '';
  return limit?.locked_reason == null ? money : `${money}  locked: ${limit.locked_reason}`;
}

function untilText(snapshot: Snapshot, timeZone: string): string {
  const until = snapshot.extra?.blocked === true ? snapshot.extra.blocked_until : null;
  const day = until === null ? null : localDay(until, timeZone);
  return day === null ? '' : ` until ${day}`;
}

function billingRows({ billing }: Snapshot, row: (label: string, text: string) => Line): Line[] {
  if (billing === null) return [];
  const rows: Line[] = [];
  const card = billing.card === null ? '-' : `${billing.card.brand} ••${billing.card.last4}`;
  if (billing.next_charge !== null) {
    const status = billing.status === null || billing.status === 'active' ? '' : `   ${billing.status}`;
    rows.push(row('Next charge', `${dayOf(billing.next_charge)}   ${card}${status}`));
  }
  if (billing.ends_at !== null) rows.push(row('Plan ends', dayOf(billing.ends_at)));
  return rows;
}

/** The date of a date or an instant, as served. */
function dayOf(served: string): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(served)?.[0] ?? served;
}

/** `fetched 2026-04-19 10:55:02 -07:00   you@x.com via Chrome   org d03d2d69-…` */
function fetchedLine({ snapshot, live }: Reading, all: readonly Snapshot[], options: BlockOptions): string {
  const others = all.filter(
    (other) => other.org_uuid === snapshot.org_uuid && other.stale === snapshot.stale,
  );
  const browsers = [...new Set([snapshot.browser, ...others.map((other) => other.browser)])];
  const parts = [
    `fetched ${localStamp(Date.parse(snapshot.fetched_at), options.timeZone)}`,
    `${snapshot.account_email ?? '?'} via ${browsers.join(', ')}`,
    `org ${snapshot.org_uuid}`,
    live ? '' : staleLabel(snapshot, options.now, options.timeZone),
  ];
  return printable(parts.filter((part) => part !== '').join('   '));
}
