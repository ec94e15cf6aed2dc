/** What is counted, of Vitest's JSON report. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
}

/**
 * `N passed, N failed, N skipped`. A file that could not even be loaded counts as one failure, and so does a run that
 * failed for a reason that no test shows: the line never says 0 failed when the exit code says otherwise.
 *
 * @param report null when the run ended before there was one
 * @param status exit code of the run
 */
export function closingLine(report: TestReport | null, status: number): string {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const unloaded = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = (report?.numFailedTests ?? 0) + unloaded.length;
  return `${passed} passed, ${Math.max(failed, status === 0 ? 0 : 1)} failed, ${skipped} skipped`;
}
