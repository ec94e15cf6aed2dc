import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';
import { SortTable, type SortTableProps } from './sort-table.tsx';

export interface RowsCardProps<Row> extends Omit<SortTableProps<Row>, 'sort' | 'onSort'> {
  title: string;
  /** What is said in place of a table without rows. */
  none: string;
  /** The order before somebody chooses another, as in the address. */
  firstSort: string;
}

/** The rows of a report, in the order that the address names. */
export function RowsCard<Row>({ title, none, firstSort, ...table }: RowsCardProps<Row>): VNode {
  const { route, choose } = useWorld();
  return (
    <section class="db-card" aria-label={title}>
      {table.rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        <SortTable {...table} sort={route.params['sort'] ?? firstSort} onSort={(sort) => choose({ sort })} />
      )}
    </section>
  );
}
