/** What rows are put in order by; what has no value comes last, whichever way. */
export type OrderValue = string | number | null;

export interface Order<Row> {
  keyOf: (row: Row) => string;
  by: (row: Row) => OrderValue;
  /** Whether the largest, or the last of the alphabet, comes first. */
  isDown: boolean;
}

/** Rows in order; equal ones in the order of their keys, so that the same rows always lie alike. */
export function orderRows<Row>(rows: readonly Row[], { keyOf, by, isDown }: Order<Row>): Row[] {
  const sign = isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, key: keyOf(row), value: by(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) {
        if (a.value !== b.value) return a.value === null ? 1 : -1;
      } else {
        const difference = sign * compare(a.value, b.value);
        if (difference !== 0) return difference;
      }
      return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    })
    .map(({ row }) => row);
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

/**
 * The rows in the order in which they were shown; those that are new stand where the new order has them. A row under
 * somebody's hands must not move away.
 */
export function keepOrder<Row>(
  ordered: readonly Row[],
  shown: readonly string[],
  keyOf: (row: Row) => string,
): Row[] {
  const byKey = new Map(ordered.map((row) => [keyOf(row), row]));
  const was = new Set(shown);
  const kept = shown.flatMap((key) => byKey.get(key) ?? []);
  const all: Row[] = [];
  let next = 0;
  for (const row of ordered) {
    const known = was.has(keyOf(row));
    all.push(known ? (kept[next++] as Row) : row);
  }
  return all;
}
