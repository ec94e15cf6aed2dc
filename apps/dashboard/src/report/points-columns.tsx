import type { AttributionAnswer, PointsRow } from '@claude-meter/wire';
import type { Person } from '../shell/person.ts';
import { points } from './amounts.ts';
import type { Column } from './sort-table.tsx';

/** By what rows of a table are found among the points. */
export type PointsKind = 'models' | 'sessions' | 'projects' | 'pull_requests';

export interface PointsOptions<Row> {
  kind: PointsKind;
  keyOf: (row: Row) => string | null;
  person: Person;
}

/** A column per limit of which points can be told; none while nothing is known of them. */
export function pointsColumns<Row>(
  answer: AttributionAnswer | null,
  { kind, keyOf, person }: PointsOptions<Row>,
): Column<Row>[] {
  const limits = (answer?.limits ?? []).filter((limit) => limit.declined === null && limit.rise > 0);
  return limits.map((limit): Column<Row> => {
    const byKey = new Map((limit[kind] ?? []).map((row) => [row.key, row]));
    const of = (row: Row) => byKey.get(keyOf(row)) ?? null;
    return {
      id: `points.${limit.limit_id}`,
      title: `${limit.label}, pts`,
      hint: `Points of ${limit.label} that it took: 1 point is 1 % of the limit`,
      isNumber: true,
      isMinor: limit.kind !== 'weekly',
      by: (row) => of(row)?.points ?? null,
      cell: (row) => <Points row={of(row)} person={person} />,
    };
  });
}

function Points({ row, person: { locale } }: { row: PointsRow | null; person: Person }) {
  if (row === null) return <>—</>;
  const [low, high] = row.interval;
  const missing =
    row.unmeasured_requests === 0
      ? ''
      : `; ${row.unmeasured_requests} requests lie where nobody saw the rise`;
  return (
    <span title={`4 of 5 times within ${points(low, locale)} to ${points(high, locale)}${missing}`}>
      {points(row.points, locale)}
    </span>
  );
}
