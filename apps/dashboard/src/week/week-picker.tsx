import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';
import type { Week } from './weeks.ts';

/** Which week: from a list, or one step back or on. */
export function WeekPicker({ weeks, index }: { weeks: readonly Week[]; index: number }): VNode {
  const { person, now, choose } = useWorld();
  const go = (next: number) => choose({ week: next === 0 ? null : String(weeks[next]?.from) });
  const week = weeks[index];
  return (
    <div class="db-weeks">
      <button
        type="button"
        class="cm-button"
        disabled={index >= weeks.length - 1}
        onClick={() => go(index + 1)}
      >
        ‹<span class="cm-unseen"> The week before</span>
      </button>
      <label class="db-pick">
        <span class="cm-unseen">Week</span>
        <select value={String(index)} onChange={(event) => go(Number(event.currentTarget.value))}>
          {weeks.map((one, place) => (
            <option key={one.from} value={String(place)}>
              {weekText(one, person, now)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="cm-button" disabled={index === 0} onClick={() => go(index - 1)}>
        <span class="cm-unseen">The week after </span>›
      </button>
      {week !== undefined && (
        <p class="db-quiet db-fine">
          {week.isWindow
            ? `The server’s own week, ${moment(week.from, 'moment', person)} to ${moment(week.to, 'moment', person)}.`
            : 'The last seven days: the server’s own week is not known yet.'}
        </p>
      )}
    </div>
  );
}

function weekText({ from, to }: Week, person: Person, now: number): string {
  const text = `${moment(from, 'day', person)} – ${moment(to, 'day', person)}`;
  return now < to ? `This week: ${text}` : text;
}
