import { formatMoney } from '@claude-meter/core';
import type { VNode } from 'preact';
import { moment, type Person } from '../shell/person.ts';

export interface DayBarsProps {
  days: readonly { day: string; amount: number }[];
  currency: string | null;
  exponent: number;
  person: Person;
}

/** Days that fit side by side. */
const MOST_DAYS = 60;

/** What was spent on each day, as bars in a table. */
export function DayBars({ days, currency, exponent, person }: DayBarsProps): VNode | null {
  const shown = days.slice(-MOST_DAYS);
  const most = Math.max(...shown.map(({ amount }) => amount), 0);
  if (most === 0) return null;
  return (
    <figure class="db-bars">
      <ol aria-label="Spent per day">
        {shown.map(({ day, amount }) => {
          const money = formatMoney({ minor: amount, currency, exponent });
          const name = moment(Date.parse(day), 'day', { ...person, timeZone: 'UTC' });
          return (
            <li key={day} title={`${name}: ${money}`}>
              <span style={{ blockSize: `${(amount / most) * 100}%` }} />
              <span class="cm-unseen">{`${name}: ${money}`}</span>
            </li>
          );
        })}
      </ol>
      <figcaption class="db-quiet">
        Per day, the last {shown.length} days with readings · at most{' '}
        {formatMoney({ minor: most, currency, exponent })}
      </figcaption>
    </figure>
  );
}
