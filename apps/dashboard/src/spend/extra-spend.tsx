import { formatMoney, formatPercent, type Snapshot } from '@claude-meter/core';
import { ExtraUsageRow } from '@claude-meter/ui';
import type { SpendSeries } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { useWorld } from '../shell/context.ts';
import { moment } from '../shell/person.ts';
import { capOf, cyclesOf, dailySpend, projectCap, type SpendCycle } from './cycles.ts';
import { DayBars } from './day-bars.tsx';

export interface ExtraSpendProps {
  series: SpendSeries;
  /** What is known of the org now; null when it only has a history. */
  snapshot: Snapshot | null;
}

/** Extra usage: what the running cycle stands at, where it goes, and the cycles before. */
export function ExtraSpend({ series, snapshot }: ExtraSpendProps): VNode {
  const { now, person } = useWorld();
  const { currency, exponent } = series;
  const { cycles, days } = useMemo(
    () => ({ cycles: cyclesOf(series), days: dailySpend(series, person.timeZone) }),
    [series, person],
  );
  const cap = capOf(snapshot?.extra?.limit, series);
  const money = (minor: number) => formatMoney({ minor, currency, exponent });
  return (
    <section class="db-card" aria-labelledby="db-extra-title">
      <h2 id="db-extra-title">Extra usage, cycle by cycle</h2>
      <ExtraUsageRow extra={snapshot?.extra ?? null} now={now} />
      <p>{projectionWords(cycles.at(-1), { now, money, cap, day: (at) => moment(at, 'day', person) })}</p>
      <DayBars days={days} currency={currency} exponent={exponent} person={person} />
      <div class="db-scroll">
        <table class="db-table">
          <caption class="cm-unseen">Cycles, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Cycle</th>
              <th scope="col">Spent</th>
              <th scope="col">Of the cap</th>
            </tr>
          </thead>
          <tbody>
            {[...cycles].reverse().map((cycle) => (
              <tr key={cycle.from}>
                <th scope="row">
                  {moment(cycle.from, 'date', person)} –{' '}
                  {cycle.running ? 'now' : moment(cycle.to, 'date', person)}
                </th>
                <td>{money(cycle.amount)}</td>
                <td>{cycle.percent === null ? 'no cap' : formatPercent(cycle.percent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface Wording {
  now: number;
  money: (minor: number) => string;
  /** As served, minor units. */
  cap: number | null;
  day: (at: number) => string;
}

function projectionWords(cycle: SpendCycle | undefined, { now, money, day, ...served }: Wording): string {
  const projection = projectCap(cycle, now, served.cap);
  if (projection === null)
    return 'Nothing can be said about where this cycle goes: no cap, or too little of it yet.';
  const { perDay, cap, at } = projection;
  if (at !== null && at <= now) return `The cap of ${money(cap)} is reached.`;
  const rate = `${money(perDay)} a day in this cycle so far`;
  return at === null
    ? `${rate}.`
    : `${rate}: at that rate the cap of ${money(cap)} is reached on ${day(at)}.`;
}
