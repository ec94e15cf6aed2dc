import type { AttributionAnswer, ProjectRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { ProjectDetails } from '../projects/project-details.tsx';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { FolderName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { RowsCard } from '../report/rows-card.tsx';
import type { Column } from '../report/sort-table.tsx';
import { sumUses } from '../report/sum-uses.ts';
import {
  lastColumn,
  modelNames,
  mostTokens,
  sessionsColumn,
  usageColumns,
} from '../report/usage-columns.tsx';
import { usePointedReport } from '../report/use-pointed-report.ts';
import { useWorld } from '../shell/context.ts';
import type { Person } from '../shell/person.ts';

/** Each folder that Claude Code worked in. */
export function ProjectsPage(): VNode {
  const { route, person } = useWorld();
  const known = usePointedReport('projects');
  const words = route.params['q'];
  const rows = useMemo(
    () =>
      (known.report?.rows ?? []).filter((row) =>
        hasWords(words, [row.project, ...row.branches, ...modelNames(row)]),
      ),
    [known.report, words],
  );
  const sum = useMemo(() => sumUses(rows), [rows]);
  const columns = useMemo(() => columnsOf(person, rows, known.points), [person, rows, known.points]);
  return (
    <ReportFrame {...known} tools={<FilterField label="Project, branch, model" />}>
      <UseSums title="Projects" count={rows.length} use={sum} />
      <RowsCard
        title="Projects"
        none="No project of this time matches."
        firstSort="-tokens"
        caption="Projects, by the folder that was worked in"
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        details={(row) => <ProjectDetails project={row} range={known.range} />}
      />
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
    sessionsColumn(person),
    lastColumn(person),
    ...usageColumns<ProjectRow>(person, mostTokens(rows)),
    ...pointsColumns<ProjectRow>(points, { kind: 'projects', keyOf: (row) => row.project, person }),
  ];
}
