/** What is counted, of Vitest's JSON report. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
}

/** A run of Vitest that is over. */
export interface EndedRun {
  /** Null when the run ended before there was one. */
  report: TestReport | null;
  /** Exit code. */
  status: number;
}

/**
 * `N passed, N failed, N skipped` of all runs together. A file that could not even be loaded counts as one failure, and
 * so does a run that failed for a reason that no test shows: the line never says 0 failed when an exit code says
 * otherwise.
 */
export function closingLine(runs: readonly EndedRun[]): string {
  const sum = (count: (run: EndedRun) => number) => runs.reduce((total, run) => total + count(run), 0);
  const passed = sum(({ report }) => report?.numPassedTests ?? 0);
  const skipped = sum(({ report }) => (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0));
  return `${passed} passed, ${sum(failedIn)} failed, ${skipped} skipped`;
}

function failedIn({ report, status }: EndedRun): number {
  const unloaded = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = (report?.numFailedTests ?? 0) + unloaded.length;
  return Math.max(failed, status === 0 ? 0 : 1);
}
