import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { keepOrder, type OrderValue, orderRows } from './order-rows.ts';
import { useFirstRows } from './use-first-rows.tsx';

export interface Column<Row> {
  id: string;
  title: string;
  /** What the title means, for those who ask. */
  hint?: string;
  /** Numbers stand to the right, and the largest comes first. */
  isNumber?: boolean;
  /** Left out on narrow screens: it stands in the details, too. */
  isMinor?: boolean;
  /** Left out beside many columns, too. */
  isDetail?: boolean;
  by: (row: Row) => OrderValue;
  cell: (row: Row) => ComponentChildren;
}

export interface SortTableProps<Row> {
  caption: string;
  /** The first is the head of each row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Id of a column, with `-` before it when the largest comes first. */
  sort: string;
  onSort: (sort: string) => void;
  /** What a row shows when it is opened. */
  details: (row: Row) => VNode;
}

/** With more columns than that, those with details are left out on usual screens. */
const MOST_COLUMNS = 11;
/** Rows that are shown before somebody asks for more. */
const PAGE = 50;

/**
 * A table that can be put in order by any column. A row opens to show more, and stays open over every update; while
 * somebody works in the table no row moves unless that is asked for.
 */
export function SortTable<Row>(props: SortTableProps<Row>): VNode {
  const { caption, columns, keyOf, details } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const { shown, more } = useFirstRows(useOrder(props, body), PAGE);
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <div class="db-stack">
      <div class="db-scroll">
        <table class="db-table db-sorted" data-wide={columns.length > MOST_COLUMNS ? '' : undefined}>
          <caption class="cm-unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.map((row) => {
              const key = keyOf(row);
              return (
                <SortRow
                  key={key}
                  row={row}
                  columns={columns}
                  details={details}
                  isOpen={open.has(key)}
                  onToggle={() => toggle(key)}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      {more}
    </div>
  );
}

interface SortRowProps<Row> extends Pick<SortTableProps<Row>, 'columns' | 'details'> {
  row: Row;
  isOpen: boolean;
  onToggle: () => void;
}

/** A row, and what it shows when it is open. */
function SortRow<Row>({ row, columns, details, isOpen, onToggle }: SortRowProps<Row>): VNode {
  return (
    <>
      <tr>
        {columns.map(({ id, isNumber, isMinor, isDetail, cell }, index) =>
          index === 0 ? (
            <th key={id} scope="row">
              <button type="button" class="db-expand" aria-expanded={isOpen} onClick={onToggle}>
                {cell(row)}
              </button>
            </th>
          ) : (
            <td key={id} {...marks({ isNumber, isMinor, isDetail })}>
              {cell(row)}
            </td>
          ),
        )}
      </tr>
      {isOpen && (
        <tr class="db-more-row">
          <td colSpan={columns.length}>{details(row)}</td>
        </tr>
      )}
    </>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}

type Marks = Partial<Record<'isNumber' | 'isMinor' | 'isDetail', boolean | undefined>>;

/** How a cell is to be styled. */
function marks({ isNumber, isMinor, isDetail }: Marks): Record<string, string> {
  return {
    ...(isNumber === true && { 'data-number': '' }),
    ...(isMinor === true && { 'data-minor': '' }),
    ...(isDetail === true && { 'data-detail': '' }),
  };
}

function Head<Row>({
  column: { id, title, hint, isNumber, isMinor, isDetail },
  sort,
  onSort,
}: HeadProps<Row>): VNode {
  const down = `-${id}`;
  const isChosen = sort === id || sort === down;
  const first = isNumber === true ? down : id;
  const next = isChosen ? (sort === id ? down : id) : first;
  return (
    <th
      scope="col"
      aria-sort={isChosen ? (sort === id ? 'ascending' : 'descending') : undefined}
      {...marks({ isNumber, isMinor, isDetail })}
    >
      <button type="button" class="db-sort" title={hint} onClick={() => onSort(next)}>
        {title}
      </button>
    </th>
  );
}

/** The rows as they are to be shown now. */
function useOrder<Row>(
  { rows, columns, keyOf, sort }: SortTableProps<Row>,
  body: { current: HTMLElement | null },
): Row[] {
  const shown = useRef<{ sort: string; keys: readonly string[] }>({ sort: '', keys: [] });
  const isDown = sort.startsWith('-');
  const column = columns.find(({ id }) => id === (isDown ? sort.slice(1) : sort)) ?? columns[0];
  // The page is drawn each second; thousands of rows are put in order when they, or the order, have changed.
  const ordered = useMemo(
    () => orderRows(rows, { keyOf, by: column?.by ?? (() => null), isDown }),
    [rows, column, isDown, keyOf],
  );
  const isHeld = shown.current.sort === sort && isInUse(body.current);
  const next = isHeld ? keepOrder(ordered, shown.current.keys, keyOf) : ordered;
  shown.current = { sort, keys: next.map(keyOf) };
  return next;
}

/** Whether somebody has the focus or a selection in there. */
function isInUse(element: HTMLElement | null): boolean {
  if (element === null) return false;
  const selection = document.getSelection();
  const isSelecting = selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
  return isSelecting || element.contains(document.activeElement);
}
