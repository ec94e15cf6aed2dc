import type { SessionRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { folderName, shortText, visibleText } from './visible-text.ts';

/** A folder: its own name, and quietly where it lies. */
export function FolderName({ path }: { path: string | null }): VNode {
  if (path === null) return <span class="db-quiet">no folder</span>;
  const { name, parent } = folderName(path);
  return (
    <span class="db-name" title={visibleText(path)}>
      <bdi>{shortText(name, 32)}</bdi>
      {parent !== '' && <bdi class="db-quiet">{shortText(parent, 34)}</bdi>}
    </span>
  );
}

/** A session: the folder in which it began, and quietly how its id begins. */
export function SessionName({
  session: { session, projects },
}: {
  session: Pick<SessionRow, 'session' | 'projects'>;
}): VNode {
  const [project] = projects;
  return (
    <span class="db-name" title={visibleText(project ?? 'no folder')}>
      <bdi>{project === undefined ? 'no folder' : shortText(folderName(project).name, 32)}</bdi>
      <bdi class="db-quiet">{shortText((session ?? 'unknown').slice(0, 8))}</bdi>
    </span>
  );
}

/** A branch, a model, an id. */
export function ShortName({ text, longest = 32 }: { text: string; longest?: number }): VNode {
  return <bdi title={visibleText(text)}>{shortText(text, longest)}</bdi>;
}

/** The first of some names, and how many there are beside it. */
export function FirstName({ names, none }: { names: readonly string[]; none: string }): VNode {
  const [first, ...others] = names;
  if (first === undefined) return <span class="db-quiet">{none}</span>;
  return (
    <span title={names.map(visibleText).join('\n')}>
      <bdi>{shortText(first, 28)}</bdi>
      {others.length > 0 && <span class="db-quiet"> +{others.length}</span>}
    </span>
  );
}
