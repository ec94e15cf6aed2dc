import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedLines } from './change-lines.ts';
import { type BlockPlace, withBlock, withoutBlock } from './marked-block.ts';

const END: BlockPlace = { comment: '#', at: 'end' };
const BRACE: BlockPlace = { comment: '//', at: 'first_brace' };
const MARKED = '# >>> claude-meter >>>\nset x\n# <<< claude-meter <<<';

describe('a marked block', () => {
  it.each([
    ['an empty file', '', `${MARKED}\n`],
    ['a file', 'a\n', `a\n\n${MARKED}\n`],
    ['a file that does not end its last line', 'a', `a\n${MARKED}\n`],
    ['Windows line ends', 'a\r\n', `a\r\n\r\n${MARKED.replaceAll('\n', '\r\n')}\r\n`],
  ])('goes to the end of %s', (_name, before, after) => {
    expect(withBlock(before, ['set x'], END)).toBe(after);
    expect(withoutBlock(after, END)).toBe(before);
  });

  it('goes into the outer brace of JSON with comments, not into one in a comment or a string', () => {
    const before = '// {bar}\n/* { */ "{": 1\n{ "a": 1 }\n';
    const after = withBlock(before, ['"x": {},'], BRACE);
    expect(after).toBe(
      '// {bar}\n/* { */ "{": 1\n{\n  // >>> claude-meter >>>\n  "x": {},\n  // <<< claude-meter <<<\n "a": 1 }\n',
    );
  });

  it('has no place in JSON without a brace', () => {
    expect(withBlock('// {\n[]', ['x'], BRACE)).toBeNull();
  });

  it('twice is once, and a new one takes the place of the old', () => {
    const once = withBlock('a\n', ['old'], END) ?? '';
    const later = `${once}b\n`;
    expect(withBlock(once, ['old'], END)).toBe(once);
    expect(withBlock(later, ['new', 'lines'], END)).toBe(later.replace('\nold\n', '\nnew\nlines\n'));
  });

  it('leaves a text without one as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(withoutBlock(text, END)).toBe(text);
      }),
    );
  });

  it.each([END, BRACE])('taken out again gives the file back to the byte: %j', (place) => {
    const line = fc.oneof(fc.string(), fc.constantFrom('{', '}', '#', '// x', '"{"', '  '));
    const file = fc
      .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
      .map(([lines, eol, ended]) => lines.join(eol) + (ended ? eol : ''));
    fc.assert(
      fc.property(file, (text) => {
        const after = withBlock(text, ['one', 'two'], place);
        if (after !== null) expect(withoutBlock(after, place)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('changedLines', () => {
  it.each([
    ['a\nb\n', 'a\nb\n', []],
    ['', 'x\n', ['+x']],
    ['x\n', '', ['-x']],
    ['a\nb\nc\nd\n', 'a\nb\nc\nX\nd\n', [' b', ' c', '+X', ' d']],
    ['a\nold\nb\n', 'a\nnew\nb\n', [' a', '-old', '+new', ' b']],
  ])('from %j to %j', (before, after, lines) => {
    expect(changedLines(before, after).map(({ sign, text }) => sign + text)).toEqual(lines);
  });
});
