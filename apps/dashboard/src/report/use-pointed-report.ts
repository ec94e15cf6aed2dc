import type { AttributionAnswer, Report } from '@claude-meter/wire';
import { isSettled, useAttribution } from './use-attribution.ts';
import { type KnownReport, useReport } from './use-report.ts';

export interface PointedReport<Kind extends Report['kind']> extends KnownReport<Kind> {
  /** Where the points of each limit went; null when that cannot be told. */
  points: AttributionAnswer | null;
}

/** A report and the points of its rows. It waits for both: columns that came later would move all the others. */
export function usePointedReport<Kind extends Report['kind']>(kind: Kind): PointedReport<Kind> {
  const known = useReport(kind);
  const question = known.span === null ? null : { span: known.span, withPulls: kind === 'prs' };
  const attribution = useAttribution(question, known.version);
  return { ...known, report: isSettled(attribution) ? known.report : null, points: attribution.value };
}
