import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

export interface FirstRows<Row> {
  shown: readonly Row[];
  /** The button that shows more; null when all are shown. */
  more: VNode | null;
}

/** The first rows of many: a page of them, and four more pages whenever somebody asks. */
export function useFirstRows<Row>(rows: readonly Row[], page: number): FirstRows<Row> {
  const [most, setMost] = useState(page);
  const left = rows.length - most;
  const more = (
    <button type="button" class="cm-button db-more" onClick={() => setMost(most + 4 * page)}>
      Show more ({left} left)
    </button>
  );
  return { shown: rows.slice(0, most), more: left > 0 ? more : null };
}
