import type { FolderTrouble } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { visibleText } from '../report/visible-text.ts';

/** Folders that are told before the rest is only counted. */
const MOST = 8;

/** Folders whose branches could not be looked up, and what to do about each. */
export function Troubles({ troubles }: { troubles: readonly FolderTrouble[] }): VNode | null {
  if (troubles.length === 0) return null;
  return (
    <section class="db-card" aria-labelledby="db-troubles-title">
      <h2 id="db-troubles-title">Folders that could not be looked into</h2>
      <ul class="db-troubles">
        {troubles.slice(0, MOST).map(({ folder, text }) => (
          <li key={folder}>
            <bdi>{visibleText(text)}</bdi>
          </li>
        ))}
      </ul>
      {troubles.length > MOST && <p class="db-quiet">and {troubles.length - MOST} more</p>}
    </section>
  );
}
