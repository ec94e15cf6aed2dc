import { describe, expect, it } from 'vitest';
import { plainValues } from './answer-report.ts';
import { parseCommandLine } from './parse-command-line.ts';

describe('a report that is asked for in plain words', () => {
  it.each([
    [''],
    ['daily'],
    ['today --json'],
    ['weekly --csv --since 7d'],
    ['sessions --since=2026-11-01 --until 2026-11-05'],
    ['--breakdown --deleted monthly'],
    ['session 7370'],
    ['prs --timezone Europe/Berlin'],
  ])('report %s is understood as the whole program understands it', async (line) => {
    const args = line.split(' ').filter((word) => word !== '');
    const intent = await parseCommandLine(['report', ...args]);
    const values = plainValues(args);
    expect(values === null ? null : { ...values }).toEqual(
      intent.kind === 'run' ? { ...intent.values } : null,
    );
  });

  it.each([
    ['--help'],
    ['-h'],
    ['yearly'],
    ['week'],
    ['daily one two'],
    ['--since'],
    ['--json=3'],
    ['--nonsense'],
    ['-x'],
  ])('report %s is left to the whole program', (line) => {
    expect(plainValues(line.split(' '))).toBeNull();
  });
});
