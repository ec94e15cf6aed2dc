import type { AttributionAnswer, ModelUse } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { ModelTable } from '../report/model-table.tsx';
import { ShortName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { type Column, SortTable } from '../report/sort-table.tsx';
import { mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { isSettled, useAttribution } from '../report/use-attribution.ts';
import { useReport } from '../report/use-report.ts';
import { useWorld } from '../shell/context.ts';
import type { Person } from '../shell/person.ts';

/** Each model that Claude Code asked. */
export function ModelsPage(): VNode {
  const { route, person, choose } = useWorld();
  const known = useReport('models');
  const attribution = useAttribution(known.span === null ? null : { span: known.span }, known.version);
  const rows = known.report?.rows ?? NONE;
  const columns = useMemo(
    () => columnsOf(person, rows, attribution.value),
    [person, rows, attribution.value],
  );
  return (
    <ReportFrame {...known} report={isSettled(attribution) ? known.report : null}>
      {known.report !== null && <UseSums title="Models" count={rows.length} use={known.report.totals} />}
      <section class="db-card" aria-label="Models">
        <SortTable
          caption="Models that Claude Code asked"
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          sort={route.params['sort'] ?? '-tokens'}
          onSort={(sort) => choose({ sort })}
          details={(row) => <ModelTable models={[row]} />}
        />
      </section>
    </ReportFrame>
  );
}

const NONE: readonly ModelUse[] = [];

/** Tells a row from all others. */
const keyOf = (row: ModelUse) => row.model ?? '';

function columnsOf(
  person: Person,
  rows: readonly ModelUse[],
  points: AttributionAnswer | null,
): Column<ModelUse>[] {
  return [
    {
      id: 'model',
      title: 'Model',
      by: (row) => row.model,
      cell: (row) => <ShortName text={row.model ?? 'unknown'} />,
    },
    ...usageColumns<ModelUse>(person, mostTokens(rows)),
    ...pointsColumns<ModelUse>(points, { kind: 'models', keyOf: (row) => row.model, person }),
  ];
}
