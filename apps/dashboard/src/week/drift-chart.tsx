import type { DriftAnswer } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { points } from '../report/amounts.ts';
import { useWorld } from '../shell/context.ts';
import { moment } from '../shell/person.ts';
import { intervalText } from './week-words.ts';

/** Points per dollar of list price, a dot with its whisker for each week; a found step is a line between two weeks. */
export function DriftChart({ drift: { weeks, steps } }: { drift: DriftAnswer }): VNode {
  const { person } = useWorld();
  const most = Math.max(...weeks.map(({ interval }) => interval[1]));
  const share = (value: number) => String(most <= 0 ? 0 : Math.min(1, Math.max(0, value / most)));
  return (
    <ol class="db-drift" aria-label="Points per dollar of list price, week by week">
      {weeks.map(({ from, to, points_per_usd, interval }) => {
        const words = `Week of ${moment(from, 'day', person)}: ${points(points_per_usd, person.locale)} (${intervalText(interval, person.locale)})`;
        return (
          <li
            key={from}
            title={words}
            data-step={steps.some(({ at }) => at >= from && at < to) ? '' : undefined}
            style={{
              '--mid': share(points_per_usd),
              '--low': share(interval[0]),
              '--high': share(interval[1]),
            }}
          >
            <span class="cm-unseen">{words}</span>
          </li>
        );
      })}
    </ol>
  );
}
