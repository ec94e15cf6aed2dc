import type { ProjectRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { ProjectDetails } from '../projects/project-details.tsx';
import { whole } from '../report/amounts.ts';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { FolderName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { type Column, SortTable } from '../report/sort-table.tsx';
import { sumUses } from '../report/sum-uses.ts';
import { modelNames, mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { isSettled, useAttribution } from '../report/use-attribution.ts';
import { useReport } from '../report/use-report.ts';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';

/** Each folder that Claude Code worked in. */
export function ProjectsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = useReport('projects');
  const attribution = useAttribution(known.span === null ? null : { span: known.span }, known.version);
  const rows = (known.report?.rows ?? []).filter((row) =>
    hasWords(route.params['q'], [row.project, ...row.branches, ...modelNames(row)]),
  );
  return (
    <ReportFrame
      {...known}
      report={isSettled(attribution) ? known.report : null}
      tools={<FilterField label="Project, branch, model" />}
    >
      <UseSums title="Projects" count={rows.length} use={sumUses(rows)} />
      <section class="db-card" aria-label="Projects">
        {rows.length === 0 ? (
          <p>No project of this time matches.</p>
        ) : (
          <SortTable
            caption="Projects, by the folder that was worked in"
            columns={[
              ...columnsOf(person, rows),
              ...pointsColumns<ProjectRow>(attribution.value, {
                kind: 'projects',
                keyOf: (row) => row.project,
                person,
              }),
            ]}
            rows={rows}
            keyOf={(row) => row.project ?? ''}
            sort={route.params['sort'] ?? '-tokens'}
            onSort={(sort) => choose({ sort })}
            details={(row) => <ProjectDetails project={row} range={known.range} />}
          />
        )}
      </section>
    </ReportFrame>
  );
}

function columnsOf(person: Person, rows: readonly ProjectRow[]): Column<ProjectRow>[] {
  return [
    {
      id: 'project',
      title: 'Project',
      by: (row) => row.project,
      cell: (row) => <FolderName path={row.project} />,
    },
    {
      id: 'sessions',
      title: 'Sessions',
      isNumber: true,
      isMinor: true,
      by: (row) => row.sessions,
      cell: (row) => whole(row.sessions, person.locale),
    },
    {
      id: 'last',
      title: 'Last request',
      isNumber: true,
      isMinor: true,
      by: (row) => Date.parse(row.last_at),
      cell: (row) => moment(Date.parse(row.last_at), 'moment', person),
    },
    ...usageColumns<ProjectRow>(person, mostTokens(rows)),
  ];
}
