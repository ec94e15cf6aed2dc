import { formatPercent } from '@claude-meter/core';
import type { LimitHistory } from '@claude-meter/wire';
import type { VNode } from 'preact';
import type { ChartModel } from '../chart/chart-model.ts';
import { moment, type Person } from '../shell/person.ts';
import { sumLine } from './history-model.ts';

export interface SumsTableProps {
  model: ChartModel;
  limits: readonly LimitHistory[];
  person: Person;
}

/** What the chart shows, in numbers. */
export function SumsTable({ model, limits, person }: SumsTableProps): VNode {
  return (
    <div class="db-card db-scroll">
      <table class="db-table">
        <caption class="cm-unseen">The range in numbers</caption>
        <thead>
          <tr>
            <th scope="col">Limit</th>
            <th scope="col">Last</th>
            <th scope="col">Peak</th>
            <th scope="col">At</th>
            <th scope="col">Time over 90%</th>
            <th scope="col">Walls hit</th>
          </tr>
        </thead>
        <tbody>
          {model.lines.map((line) => {
            const { last, peak, peakAt, nearWall } = sumLine(line);
            const walls = limits.find(({ limit_id }) => limit_id === line.id)?.walls_hit;
            return (
              <tr key={line.id}>
                <th scope="row">{line.label}</th>
                <td>{formatPercent(last)}</td>
                <td>{formatPercent(peak)}</td>
                <td>{peakAt === null ? '—' : moment(peakAt, 'moment', person)}</td>
                <td>{formatPercent(nearWall * 100)}</td>
                <td>{walls ?? '—'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
