import type { VNode } from 'preact';
import type { Person } from '../shell/person.ts';
import type { HeatCell, Measure } from './heat.ts';

export interface HeatMapProps {
  cells: readonly HeatCell[];
  measure: Measure;
  person: Person;
}

/** A Monday, to name days by. */
const MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The hours of a week as a table of shades; each cell has its number in words. */
export function HeatMap({ cells, measure, person }: HeatMapProps): VNode {
  const most = Math.max(1, ...cells.map((cell) => cell.value ?? 0));
  const days = Array.from({ length: 7 }, (_, day) => ({
    name: dayName(day, 'short', person),
    whole: dayName(day, 'long', person),
    cells: cells.slice(day * 24, day * 24 + 24),
  }));
  return (
    <div class="db-scroll">
      <table class="db-heat" data-measure={measure}>
        <caption class="cm-unseen">
          {measure === 'walls' ? 'Walls hit by hour of the week' : 'Percent left over by hour of the week'}
        </caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                <span data-shown={String(hour % 3 === 0)}>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ name, whole, cells: row }) => (
            <tr key={name}>
              <th scope="row" aria-label={whole}>
                {name}
              </th>
              {row.map((cell) => (
                <td
                  key={cell.hour}
                  data-none={cell.count === 0 ? '' : undefined}
                  style={{ '--shade': shade(cell, most, measure) }}
                  title={`${whole} ${cell.hour}:00: ${cellWords(cell, measure)}`}
                >
                  <span>{shortWords(cell, measure)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function dayName(day: number, weekday: 'short' | 'long', { locale }: Person): string {
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(MONDAY + day * DAY_MS);
}

/** 0–1. Little left over is what the eye should find, so it is dark. */
function shade({ value, count }: HeatCell, most: number, measure: Measure): number {
  if (count === 0 || value === null) return 0;
  return measure === 'walls' ? 0.2 + 0.8 * (value / most) : 0.12 + 0.88 * (1 - value / 100);
}

function cellWords({ value, count }: HeatCell, measure: Measure): string {
  if (measure === 'walls') return value === 1 ? 'one wall' : `${value ?? 0} walls`;
  if (value === null) return 'no window ended';
  return `${Math.round(value)}% left over, mean of ${count}`;
}

function shortWords({ value, count }: HeatCell, measure: Measure): string {
  if (count === 0 || value === null) return '';
  return measure === 'walls' ? String(value) : String(Math.round(value));
}
