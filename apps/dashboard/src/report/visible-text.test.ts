import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderName, shortText, visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['claude-opus-5', 'claude-opus-5'],
    ['/home/ada/Größe 日本語 🚀', '/home/ada/Größe 日本語 🚀'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a\u001b[31mred', 'a\\u{1b}[31mred'],
    ['invoice\u202efdp.exe', 'invoice\\u{202e}fdp.exe'],
    ['two\nlines\u2028three', 'two\\u{a}lines\\u{2028}three'],
    ['pay\u200bpal\ufeff', 'pay\\u{200b}pal\\u{feff}'],
    ['half \ud83d of a pair', 'half \\u{d83d} of a pair'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('leaves nothing unseen in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u);
      }),
    );
  });
});

describe('shortText', () => {
  it('keeps both ends, where names differ', () => {
    expect(shortText('feature/a-very-long-name-of-a-branch-2', 17)).toBe('feature/…branch-2');
  });

  it('is never longer than it may be, and whole where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 60 }), (text, longest) => {
        const short = [...shortText(text, longest)];
        expect(short.length).toBeLessThanOrEqual(longest);
        if ([...visibleText(text)].length <= longest) expect(short.join('')).toBe(visibleText(text));
      }),
    );
  });
});

describe('folderName', () => {
  it.each([
    ['/home/ada/app', 'app', '/home/ada'],
    ['/home/ada/app/', 'app', '/home/ada'],
    ['/app', 'app', '/'],
    ['/', '/', ''],
    ['C:\\work\\app', 'app', 'C:\\work'],
    ['app', 'app', ''],
    ['', '', ''],
  ])('%j is %j in %j', (path, name, parent) => {
    expect(folderName(path)).toEqual({ name, parent });
  });
});
