import { accountLabel, staleLabel } from '../account-label.ts';
import { limitText } from '../menu.ts';
import { extraUsageText } from '../reading.ts';
import type { LineFacts } from './line-fields.ts';
import { lineText } from './line-piece.ts';
import type { LineDetail } from './printed-line.ts';

/** What panels show on a closer look: the account, each limit, extra usage, what lies ahead, what went wrong. */
export function lineDetailOf(facts: LineFacts): LineDetail {
  const { reading, readings, now, timeZone, forecast } = facts;
  if (reading === null) return { rows: ['No data yet'], percent: null, stale: true };
  const { snapshot } = reading;
  const name = accountLabel(
    snapshot,
    readings.map((other) => other.snapshot),
  );
  const ahead = forecast();
  const extra = extraUsageText(snapshot.extra);
  const rows = [
    [name, staleLabel(snapshot, now, timeZone)].filter((part) => part !== '').join(' '),
    ...reading.limits.map(limitText),
    ...(extra === null ? [] : [`Extra        ${extra}`]),
    ...(ahead === null ? [] : [ahead]),
    ...snapshot.errors.slice(0, 3),
  ];
  return {
    rows: rows.map((row) => lineText(row).slice(0, 200).toWellFormed()),
    percent: reading.binding?.percent ?? null,
    stale: !reading.live,
  };
}
