import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

describe('printable', () => {
  const cases: [text: string, printed: string][] = [
    ['you@example.com', 'you@example.com'],
    ['日本語 ••0936 é', '日本語 ••0936 é'],
    ['two\r\nlines\tand a tab', 'two lines and a tab'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;http://evil\u0007link\u001b]8;;\u0007', 'link'],
    ['\u001b]0;title\u001b\\after', 'after'],
    ['a\u009b2Jb', 'ab'],
    ['nul\u0000 del\u007f bell\u0007', 'nul del bell'],
    ['gnp.\u202eexe', 'gnp.exe'],
  ];
  it.each(cases)('%j is printed as %j', (text, printed) => {
    expect(printable(text)).toBe(printed);
  });

  it('leaves no control character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(/\p{Cc}/u.test(printable(text))).toBe(false);
      }),
    );
  });
});
