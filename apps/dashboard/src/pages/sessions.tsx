import type { AttributionAnswer, SessionRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { FirstName, SessionName, ShortName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { type Column, SortTable } from '../report/sort-table.tsx';
import { sumUses } from '../report/sum-uses.ts';
import { modelNames, mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { isSettled, useAttribution } from '../report/use-attribution.ts';
import { useReport } from '../report/use-report.ts';
import { folderName, visibleText } from '../report/visible-text.ts';
import { SessionDetails } from '../sessions/session-details.tsx';
import { useWorld } from '../shell/context.ts';
import { length, moment, type Person } from '../shell/person.ts';

/** Each session of Claude Code on this machine: when, where, on what, how much. */
export function SessionsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = useReport('sessions');
  const attribution = useAttribution(known.span === null ? null : { span: known.span }, known.version);
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
  const columns = useMemo(
    () => columnsOf(person, rows, attribution.value),
    [person, rows, attribution.value],
  );
  return (
    <ReportFrame
      {...known}
      report={isSettled(attribution) ? known.report : null}
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
      <section class="db-card" aria-label="Sessions">
        {rows.length === 0 ? (
          <p>No session of this time matches.</p>
        ) : (
          <SortTable
            caption="Sessions of Claude Code"
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            sort={route.params['sort'] ?? '-last'}
            onSort={(sort) => choose({ sort })}
            details={(row) => <SessionDetails session={row} />}
          />
        )}
      </section>
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
    {
      id: 'last',
      title: 'Last request',
      isNumber: true,
      isMinor: true,
      by: (row) => Date.parse(row.last_at),
      cell: (row) => moment(Date.parse(row.last_at), 'moment', person),
    },
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
