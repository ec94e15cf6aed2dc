import type { VNode } from 'preact';
import { Empty } from './empty.tsx';

/** In place of what has no history yet, or cannot be read. */
export function NoHistory({
  series,
  error,
}: {
  series: readonly unknown[] | null;
  error: string | null;
}): VNode {
  if (error !== null && series === null) {
    return (
      <Empty title="The history cannot be read">
        <p role="alert">{error}</p>
      </Empty>
    );
  }
  if (series === null) return <p class="db-quiet">Reading the history …</p>;
  return (
    <Empty title="No history yet">
      <p>
        The meter writes down each change of each limit from its first reading on. Leave it running; this page
        fills by itself.
      </p>
      <p class="db-quiet">An export of another machine can be taken in under Settings.</p>
    </Empty>
  );
}
