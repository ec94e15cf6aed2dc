import type { AttributionAnswer, PullRequestRow } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { landedSums } from '../pulls/landed-sums.ts';
import { PullDetails } from '../pulls/pull-details.tsx';
import { PullName } from '../pulls/pull-name.tsx';
import { isOfGroup, PULL_GROUPS, readPullGroup, stateWords } from '../pulls/pull-words.ts';
import { Troubles } from '../pulls/troubles.tsx';
import { whole } from '../report/amounts.ts';
import { FilterField, hasWords } from '../report/filter-field.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, Sums } from '../report/report-frame.tsx';
import { type Column, SortTable } from '../report/sort-table.tsx';
import { mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { isSettled, useAttribution } from '../report/use-attribution.ts';
import { useReport } from '../report/use-report.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { moment, type Person } from '../shell/person.ts';

/** What each pull request took, and each branch without one. */
export function PullsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = useReport('prs');
  const question = known.span === null ? null : { span: known.span, withPulls: true };
  const attribution = useAttribution(question, known.version);
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
      <section class="db-card" aria-label="Pull requests">
        {rows.length === 0 ? (
          <p>No pull request or branch of this time matches.</p>
        ) : (
          <SortTable
            caption="Pull requests, and branches without one"
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            sort={route.params['sort'] ?? '-last'}
            onSort={(sort) => choose({ sort })}
            details={(row) => <PullDetails pull={row} range={known.range} />}
          />
        )}
      </section>
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
    {
      id: 'last',
      title: 'Last request',
      isNumber: true,
      isMinor: true,
      by: (row) => Date.parse(row.last_at),
      cell: (row) => moment(Date.parse(row.last_at), 'moment', person),
    },
    {
      id: 'sessions',
      title: 'Sessions',
      isNumber: true,
      isMinor: true,
      by: (row) => row.sessions,
      cell: (row) => whole(row.sessions, person.locale),
    },
    ...usageColumns<PullRequestRow>(person, mostTokens(rows)),
    ...pointsColumns<PullRequestRow>(points, { kind: 'pull_requests', keyOf: (row) => row.key, person }),
  ];
}
