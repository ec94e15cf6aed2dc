import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

describe('visible', () => {
  it.each([
    ['feature/x', 'feature/x'],
    ['日本 🙂 é', '日本 🙂 é'],
    ['a\nb\tc\0', 'a\\nb\\tc\\0'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['\x1b]8;;https://example.org\x07link', '\\x1b]8;;https://example.org\\x07link'],
    ['\x9b31m', '\\x9b31m'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['in\u200bvisible\ufeff', 'in\\u200bvisible\\ufeff'],
    ['\ud800half', '\\ud800half'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
  ])('%j is printed as %s', (name, printed) => {
    expect(visible(name)).toBe(printed);
  });

  it('prints nothing that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const printed = visible(name);
        expect(stripVTControlCharacters(printed)).toBe(printed);
        expect(printed).not.toMatch(/\p{Cc}/u);
        expect(printed.isWellFormed()).toBe(true);
      }),
    );
  });
});
