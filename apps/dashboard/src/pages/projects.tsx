import type { AttributionAnswer, ProjectRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
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
  const words = route.params['q'];
  const rows = useMemo(
    () =>
      (known.report?.rows ?? []).filter((row) =>
        hasWords(words, [row.project, ...row.branches, ...modelNames(row)]),
      ),
    [known.report, words],
  );
  const sum = useMemo(() => sumUses(rows), [rows]);
  const columns = useMemo(
    () => columnsOf(person, rows, attribution.value),
    [person, rows, attribution.value],
  );
  return (
    <ReportFrame
      {...known}
      report={isSettled(attribution) ? known.report : null}
      tools={<FilterField label="Project, branch, model" />}
    >
      <UseSums title="Projects" count={rows.length} use={sum} />
      <section class="db-card" aria-label="Projects">
        {rows.length === 0 ? (
          <p>No project of this time matches.</p>
        ) : (
          <SortTable
            caption="Projects, by the folder that was worked in"
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            sort={route.params['sort'] ?? '-tokens'}
            onSort={(sort) => choose({ sort })}
            details={(row) => <ProjectDetails project={row} range={known.range} />}
          />
        )}
      </section>
    </ReportFrame>
  );
}

/** Tells a row from all others. */
const keyOf = (row: ProjectRow) => row.project ?? '';

function columnsOf(
  person: Person,
  rows: readonly ProjectRow[],
  points: AttributionAnswer | null,
): Column<ProjectRow>[] {
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
    ...pointsColumns<ProjectRow>(points, { kind: 'projects', keyOf: (row) => row.project, person }),
  ];
}
