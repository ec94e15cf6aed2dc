import type { PullRequestRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { shortText, visibleText } from '../report/visible-text.ts';

/** `github.com/owner/name` → `owner/name`; a folder as its own name. */
function ownName(repository: string): string {
  return repository
    .split('/')
    .slice(repository.startsWith('/') ? -1 : -2)
    .join('/');
}

/** `#12 fix-parser`, and quietly the repository. */
export function PullName({ pull: { number, branch, repository } }: { pull: PullRequestRow }): VNode {
  const title = [number === null ? null : `#${number}`, branch, repository]
    .filter((part) => part !== null)
    .join(' · ');
  return (
    <span class="db-name" title={visibleText(title)}>
      <span>
        {number !== null && `#${number} `}
        <bdi>{branch === null ? number === null && 'no branch' : shortText(branch, 32)}</bdi>
      </span>
      <bdi class="db-quiet">{repository === null ? 'no folder' : shortText(ownName(repository), 30)}</bdi>
    </span>
  );
}
