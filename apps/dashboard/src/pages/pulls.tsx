import type { AttributionAnswer, PullRequestRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { landedSums } from '../pulls/landed-sums.ts';
import { PullDetails } from '../pulls/pull-details.tsx';
import { PullName } from '../pulls/pull-name.tsx';
import { isOfGroup, PULL_GROUPS, readPullGroup, stateWords } from '../pulls/pull-words.ts';
import { Troubles } from '../pulls/troubles.tsx';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, Sums } from '../report/report-frame.tsx';
import { RowsCard } from '../report/rows-card.tsx';
import type { Column } from '../report/sort-table.tsx';
import { lastColumn, mostTokens, sessionsColumn, usageColumns } from '../report/usage-columns.tsx';
import { usePointedReport } from '../report/use-pointed-report.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import type { Person } from '../shell/person.ts';

/** What each pull request took, and each branch without one. */
export function PullsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = usePointedReport('prs');
  const group = readPullGroup(route.params['state']);
  const words = route.params['q'];
  const rows = useMemo(
    () =>
      (known.report?.rows ?? []).filter(
        (row) =>
          isOfGroup(row, group) &&
          hasWords(words, [row.repository, row.branch, row.number === null ? null : `#${row.number}`]),
      ),
    [known.report, group, words],
  );
  const columns = useMemo(() => columnsOf(person, rows, known.points), [person, rows, known.points]);
  return (
    <ReportFrame
      {...known}
      tools={
        <>
          <ChoiceRow
            label="State"
            choices={PULL_GROUPS}
            chosen={group}
            onChoose={(id) => choose({ state: id })}
          />
          <FilterField label="Repository, branch, number" />
        </>
      }
    >
      {known.report !== null && <Sums sums={landedSums(known.report, person)} />}
      <RowsCard
        title="Pull requests"
        none="No pull request or branch of this time matches."
        firstSort="-last"
        caption="Pull requests, and branches without one"
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        details={(row) => <PullDetails pull={row} range={known.range} />}
      />
      <Troubles troubles={known.report?.troubles ?? []} />
    </ReportFrame>
  );
}

/** Tells a row from all others. */
const keyOf = (row: PullRequestRow) => row.key;

function columnsOf(
  person: Person,
  rows: readonly PullRequestRow[],
  points: AttributionAnswer | null,
): Column<PullRequestRow>[] {
  return [
    {
      id: 'pull',
      title: 'Pull request',
      hint: 'By repository and number',
      by: (row) => `${row.repository ?? ''} ${row.number ?? ''} ${row.branch ?? ''}`,
      cell: (row) => <PullName pull={row} />,
    },
    {
      id: 'state',
      title: 'State',
      by: (row) => row.state,
      cell: (row) => (
        <span class="db-name">
          <span class="db-pull-state" data-state={row.state}>
            {stateWords(row.state)}
          </span>
          {row.is_incomplete && <span class="db-quiet">a weekly reset inside</span>}
        </span>
      ),
    },
    lastColumn(person),
    sessionsColumn(person),
    ...usageColumns<PullRequestRow>(person, mostTokens(rows)),
    ...pointsColumns<PullRequestRow>(points, { kind: 'pull_requests', keyOf: (row) => row.key, person }),
  ];
}
