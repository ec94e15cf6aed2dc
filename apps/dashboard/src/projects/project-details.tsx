import type { ProjectRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { ModelTable } from '../report/model-table.tsx';
import type { ReportRange } from '../report/report-range.ts';
import { shortText, visibleText } from '../report/visible-text.ts';
import { useWorld } from '../shell/context.ts';
import { moment } from '../shell/person.ts';
import { printRoute } from '../shell/route.ts';

/** Branches that are named before the rest is only counted. */
const MOST_BRANCHES = 12;

/** What a row of the projects shows when it is opened. */
export function ProjectDetails({ project, range }: { project: ProjectRow; range: ReportRange }): VNode {
  const { person } = useWorld();
  const { project: folder, branches, first_at, last_at, models, sessions } = project;
  const rest = branches.length - MOST_BRANCHES;
  return (
    <div class="db-details">
      <dl class="db-facts">
        <dt>Folder</dt>
        <dd>
          <code>
            <bdi>{visibleText(folder ?? 'unknown')}</bdi>
          </code>
        </dd>
        <dt>First request</dt>
        <dd>{moment(Date.parse(first_at), 'whole', person)}</dd>
        <dt>Last request</dt>
        <dd>{moment(Date.parse(last_at), 'whole', person)}</dd>
        <dt>Branches</dt>
        <dd>
          {branches.slice(0, MOST_BRANCHES).map((branch) => (
            <code key={branch}>
              <bdi>{shortText(branch, 80)}</bdi>
            </code>
          ))}
          {branches.length === 0 && 'none'}
          {rest > 0 && <span class="db-quiet">and {rest} more</span>}
        </dd>
        {folder !== null && (
          <>
            <dt>Sessions</dt>
            <dd>
              <a href={printRoute('sessions', { project: folder, range })}>
                {sessions === 1 ? 'Show its session' : `Show its ${sessions} sessions`}
              </a>
            </dd>
          </>
        )}
      </dl>
      <ModelTable models={models} />
    </div>
  );
}
