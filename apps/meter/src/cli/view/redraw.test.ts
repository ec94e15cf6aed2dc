import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, planRedraw } from './redraw.ts';
import { printLine, span } from './styled.ts';
import { terminalModel } from './terminal-model.ts';

const frame = (lines: string[], columns = 10, rows = 4): Frame => ({ lines, columns, rows });
const padded = (lines: readonly string[], columns: number, rows: number) =>
  Array.from({ length: rows }, (_, row) => (lines[row] ?? '').padEnd(columns));

describe('planRedraw', () => {
  it('writes only the rows that differ, each at its own address', () => {
    const orders = planRedraw(frame(['a', 'b', 'c']), frame(['a', 'B', 'c']));
    expect(orders).toBe('\u001b[2;1HB\u001b[K');
  });

  it('says nothing when nothing changed', () => {
    expect(planRedraw(frame(['a', 'b']), frame(['a', 'b']))).toBe('');
  });

  it('clears rows that are no longer used', () => {
    expect(planRedraw(frame(['a', 'b']), frame(['a']))).toBe('\u001b[2;1H\u001b[K');
  });

  it('writes everything again after the size has changed', () => {
    const orders = planRedraw(frame(['a'], 10, 2), frame(['a'], 12, 2));
    expect(orders).toBe('\u001b[1;1Ha\u001b[K\u001b[2;1H\u001b[K');
  });

  const anyLine = (columns: number) =>
    fc
      .string({ unit: fc.constantFrom('a', 'b', '━', '7', ' '), maxLength: columns })
      .chain((text) =>
        fc.constantFrom(text, printLine([span(text.slice(0, 2), 'warning'), span(text.slice(2))], true)),
      );
  const anyFrame = (columns: number, rows: number) =>
    fc.array(anyLine(columns), { maxLength: rows }).map((lines) => frame(lines, columns, rows));

  it('leaves exactly the last frame on the screen, whatever came before, and never scrolls', () => {
    const size = { columns: 8, rows: 5 };
    fc.assert(
      fc.property(fc.array(anyFrame(size.columns, size.rows), { minLength: 1 }), (frames) => {
        const screen = terminalModel({ ...size, fill: '?' });
        let previous: Frame | null = null;
        for (const next of frames) {
          screen.write(planRedraw(previous, next));
          previous = next;
          const plain = next.lines.map(stripVTControlCharacters);
          expect(screen.lines()).toEqual(padded(plain, size.columns, size.rows));
        }
        expect(screen.scrolled()).toBe(0);
      }),
    );
  });

  it('never blanks a cell that keeps its character: nothing flickers', () => {
    fc.assert(
      fc.property(anyFrame(8, 4), anyFrame(8, 4), (before, after) => {
        const screen = terminalModel({ columns: 8, rows: 4, fill: ' ' });
        screen.write(planRedraw(null, before));
        const start = screen.lines();
        screen.write(planRedraw(before, after));
        const end = screen.lines();
        for (const [row, column] of screen.blanked()) {
          expect(end[row]?.[column] === start[row]?.[column] && start[row]?.[column] !== ' ').toBe(false);
        }
      }),
    );
  });
});
