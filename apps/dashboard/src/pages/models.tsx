import type { AttributionAnswer, ModelUse } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { ModelTable } from '../report/model-table.tsx';
import { ShortName } from '../report/names.tsx';
import { pointsColumns } from '../report/points-columns.tsx';
import { ReportFrame, UseSums } from '../report/report-frame.tsx';
import { RowsCard } from '../report/rows-card.tsx';
import type { Column } from '../report/sort-table.tsx';
import { mostTokens, usageColumns } from '../report/usage-columns.tsx';
import { usePointedReport } from '../report/use-pointed-report.ts';
import { useWorld } from '../shell/context.ts';
import type { Person } from '../shell/person.ts';

/** Each model that Claude Code asked. */
export function ModelsPage(): VNode {
  const { person } = useWorld();
  const known = usePointedReport('models');
  const rows = known.report?.rows ?? NONE;
  const columns = useMemo(() => columnsOf(person, rows, known.points), [person, rows, known.points]);
  return (
    <ReportFrame {...known}>
      {known.report !== null && <UseSums title="Models" count={rows.length} use={known.report.totals} />}
      <RowsCard
        title="Models"
        none="No model of this time matches."
        firstSort="-tokens"
        caption="Models that Claude Code asked"
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        details={(row) => <ModelTable models={[row]} />}
      />
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
