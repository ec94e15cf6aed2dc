import { describe, expect, it } from 'vitest';
import { closingLine, type TestReport } from './closing-line.ts';

const report = (changes: Partial<TestReport>): TestReport => ({
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('closingLine', () => {
  const cases: [name: string, report: TestReport | null, status: number, line: string][] = [
    ['all well', report({}), 0, '7 passed, 0 failed, 0 skipped'],
    [
      'skipped and to do',
      report({ numPendingTests: 2, numTodoTests: 1 }),
      0,
      '7 passed, 0 failed, 3 skipped',
    ],
    [
      'failed tests',
      report({ numFailedTests: 2, testResults: [file('failed', 'failed', 'failed')] }),
      1,
      '7 passed, 2 failed, 0 skipped',
    ],
    [
      'a file that cannot be loaded',
      report({ testResults: [file('failed'), file('passed', 'passed')] }),
      1,
      '7 passed, 1 failed, 0 skipped',
    ],
    ['an error outside of every test', report({}), 1, '7 passed, 1 failed, 0 skipped'],
    ['no report at all', null, 1, '0 passed, 1 failed, 0 skipped'],
  ];
  it.each(cases)('%s', (_name, given, status, line) => {
    expect(closingLine([{ report: given, status }])).toBe(line);
  });

  it('counts several runs together, also one that did not end well', () => {
    const runs = [
      { report: report({ numPendingTests: 1 }), status: 0 },
      { report: report({ numFailedTests: 2 }), status: 1 },
      { report: null, status: 1 },
    ];
    expect(closingLine(runs)).toBe('14 passed, 3 failed, 1 skipped');
  });
});
