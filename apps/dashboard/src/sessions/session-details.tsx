import type { SessionRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { ModelTable } from '../report/model-table.tsx';
import { visibleText } from '../report/visible-text.ts';
import { useWorld } from '../shell/context.ts';
import { moment } from '../shell/person.ts';

/** What a row of the sessions shows when it is opened. */
export function SessionDetails({ session }: { session: SessionRow }): VNode {
  const { person } = useWorld();
  const { session: id, projects, branches, first_at, last_at, models } = session;
  return (
    <div class="db-details">
      <dl class="db-facts">
        <dt>Session</dt>
        <dd>
          <code>{visibleText(id ?? 'unknown')}</code>
        </dd>
        <dt>First request</dt>
        <dd>{moment(Date.parse(first_at), 'whole', person)}</dd>
        <dt>Last request</dt>
        <dd>{moment(Date.parse(last_at), 'whole', person)}</dd>
        <dt>{projects.length > 1 ? 'Projects' : 'Project'}</dt>
        <dd>
          {projects.map((project) => (
            <code key={project}>
              <bdi>{visibleText(project)}</bdi>
            </code>
          ))}
          {projects.length > 1 && (
            <span class="db-quiet">
              It went through several folders; its numbers are those of all of them.
            </span>
          )}
        </dd>
        <dt>{branches.length > 1 ? 'Branches' : 'Branch'}</dt>
        <dd>
          {branches.length === 0
            ? 'none'
            : branches.map((branch) => (
                <code key={branch}>
                  <bdi>{visibleText(branch)}</bdi>
                </code>
              ))}
        </dd>
      </dl>
      <ModelTable models={models} />
    </div>
  );
}
