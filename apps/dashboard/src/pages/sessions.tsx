import type { AttributionAnswer, SessionRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { FirstName, SessionName, ShortName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { RowsCard } from '../report/rows-card.tsx';
import type { Column } from '../report/sort-table.tsx';
import { sumUses } from '../report/sum-uses.ts';
import { lastColumn, modelNames, mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { usePointedReport } from '../report/use-pointed-report.ts';
import { folderName, visibleText } from '../report/visible-text.ts';
import { SessionDetails } from '../sessions/session-details.tsx';
import { useWorld } from '../shell/context.ts';
import { length, type Person } from '../shell/person.ts';

/** Each session of Claude Code on this machine: when, where, on what, how much. */
export function SessionsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = usePointedReport('sessions');
  const project = route.params['project'] ?? null;
  const words = route.params['q'];
  const rows = useMemo(
    () =>
      (known.report?.rows ?? []).filter(
        (row) =>
          (project === null || row.projects.includes(project)) &&
          hasWords(words, [row.session, ...row.projects, ...row.branches, ...modelNames(row)]),
      ),
    [known.report, project, words],
  );
  const sum = useMemo(() => sumUses(rows), [rows]);
  const columns = useMemo(() => columnsOf(person, rows, known.points), [person, rows, known.points]);
  return (
    <ReportFrame
      {...known}
      tools={
        <>
          {project !== null && (
            <button
              type="button"
              class="cm-button db-chip"
              title={visibleText(project)}
              onClick={() => choose({ project: null })}
            >
              Only <ShortName text={project} /> <span aria-hidden="true">×</span>
              <span class="cm-unseen">, show all projects</span>
            </button>
          )}
          <FilterField label="Session, project, branch, model" />
        </>
      }
    >
      <UseSums title="Sessions" count={rows.length} use={sum} />
      <RowsCard
        title="Sessions"
        none="No session of this time matches."
        firstSort="-last"
        caption="Sessions of Claude Code"
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        details={(row) => <SessionDetails session={row} />}
      />
    </ReportFrame>
  );
}

/** Tells a row from all others. */
const keyOf = (row: SessionRow) => row.session ?? '';

function columnsOf(
  person: Person,
  rows: readonly SessionRow[],
  points: AttributionAnswer | null,
): Column<SessionRow>[] {
  return [
    {
      id: 'session',
      title: 'Session',
      hint: 'By the folder in which it began',
      by: (row) => (row.projects[0] === undefined ? null : folderName(row.projects[0]).name),
      cell: (row) => <SessionName session={row} />,
    },
    {
      id: 'branch',
      title: 'Branch',
      isMinor: true,
      by: (row) => row.branches[0] ?? null,
      cell: (row) => <FirstName names={row.branches} none="—" />,
    },
    lastColumn(person),
    {
      id: 'length',
      title: 'Length',
      hint: 'From the first request to the last, pauses included',
      isNumber: true,
      isMinor: true,
      by: lengthOf,
      cell: (row) => length(lengthOf(row)),
    },
    ...usageColumns<SessionRow>(person, mostTokens(rows)),
    ...pointsColumns<SessionRow>(points, { kind: 'sessions', keyOf: (row) => row.session, person }),
  ];
}

function lengthOf({ first_at, last_at }: SessionRow): number {
  return Date.parse(last_at) - Date.parse(first_at);
}
