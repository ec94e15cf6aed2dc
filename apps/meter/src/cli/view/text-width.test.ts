import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLine, lineWidth, printLine, span } from './styled.ts';
import { cutToWidth, textWidth } from './text-width.ts';

describe('textWidth', () => {
  const cases: [text: string, cells: number][] = [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['━─…', 3],
    ['🎉', 2],
    ['한글', 4],
  ];
  it.each(cases)('%j fills %i cells', (text, cells) => {
    expect(textWidth(text)).toBe(cells);
  });

  it('never cuts wider than asked for, and never through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, cells) => {
        const cut = cutToWidth(text, cells);
        expect(textWidth(cut)).toBeLessThanOrEqual(cells);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('fitLine', () => {
  const line = [span('you@example.com', 'bold'), span(' · Max 20x', 'dim')];

  it('keeps a line that fits', () => {
    expect(fitLine(line, 25)).toBe(line);
  });

  it('shows that something was cut off', () => {
    expect(printLine(fitLine(line, 18), false)).toBe('you@example.com ·…');
    expect(printLine(fitLine(line, 1), false)).toBe('…');
    expect(fitLine(line, 0)).toEqual([]);
  });

  it('fits every line into every width', () => {
    const spans = fc.array(fc.string({ unit: 'grapheme' }).map((text) => span(text)));
    fc.assert(
      fc.property(spans, fc.nat(30), (any, columns) => {
        expect(lineWidth(fitLine(any, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('printLine', () => {
  it('ends every colour that it begins, and prints none when there are none', () => {
    expect(printLine(line(), true)).toBe('\u001b[1ma\u001b[0mb');
    expect(printLine(line(), false)).toBe('ab');
  });
  const line = () => [span('a', 'bold'), span('b'), span('', 'full')];
});
