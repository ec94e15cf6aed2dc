import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsCommandLine } from './windows-command-line.ts';

/** How programs of Windows take their command line apart, as Microsoft describes it for its C run-time. */
function takenApart(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (sign === '\\') {
      let count = 1;
      while (line[at + 1] === '\\') {
        count += 1;
        at += 1;
      }
      if (line[at + 1] !== '"') word = (word ?? '') + '\\'.repeat(count);
      else {
        word = (word ?? '') + '\\'.repeat(Math.floor(count / 2));
        if (count % 2 === 1) {
          word += '"';
          at += 1;
        }
      }
    } else if (sign === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && (sign === ' ' || sign === '\t')) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  return word === null ? words : [...words, word];
}

describe('windowsCommandLine', () => {
  it.each([
    [['C:\\node.exe', 'run'], 'C:\\node.exe run'],
    [['C:\\Program Files\\nodejs\\node.exe', 'a'], '"C:\\Program Files\\nodejs\\node.exe" a'],
    [['C:\\with blank\\', 'b'], '"C:\\with blank\\\\" b'],
    [['say "hi"'], '"say \\"hi\\""'],
    [['a\\"b'], '"a\\\\\\"b"'],
    [[''], '""'],
  ])('%j is %s', (words, line) => {
    expect(windowsCommandLine(words)).toBe(line);
  });

  it('is taken apart into the very words', () => {
    const word = fc.string({ unit: fc.constantFrom('\\', '"', ' ', '\t', 'a', '%', 'é') });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(takenApart(windowsCommandLine(words))).toEqual(words);
      }),
      { numRuns: 1000 },
    );
  });
});
