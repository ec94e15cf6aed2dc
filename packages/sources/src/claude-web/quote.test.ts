import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from './quote.ts';

describe('quote', () => {
  it('cuts at 300 characters and never in the middle of one', () => {
    expect(quote('a'.repeat(300))).toBe(`"${'a'.repeat(300)}"`);
    expect(quote('a'.repeat(301))).toBe(`"${'a'.repeat(300)}…"`);
    expect(quote('😀'.repeat(300))).toBe(`"${'😀'.repeat(300)}"`);
    expect(quote('😀'.repeat(301))).toBe(`"${'😀'.repeat(300)}…"`);
    expect(quote(`a${'😀'.repeat(3000)}`)).toBe(`"a${'😀'.repeat(299)}…"`);
  });

  it('counts a character that is escaped as it is shown, so that the sentence stays one', () => {
    expect(quote(`${'a'.repeat(294)}\u0001b`)).toBe(`"${'a'.repeat(294)}\\u0001…"`);
    expect(quote(`${'a'.repeat(295)}\u0001`)).toBe(`"${'a'.repeat(295)}…"`);
    expect(quote(`a${'\u0001'.repeat(1000)}`).length).toBeLessThan(310);
  });

  it.each([
    ['a\nb\tc', '"a\\nb\\tc"'],
    ['\u001b[31mred', '"\\u001b[31mred"'],
    ['a\u0000b\u007fc\u009bd', '"a\\u0000b\\u007fc\\u009bd"'],
    ['a\u202eb\u2028c\ufeffd', '"a\\u202eb\\u2028c\\ufeffd"'],
    ['say "hi" \\', '"say \\"hi\\" \\\\"'],
    ['half \ud83d', '"half \\ud83d"'],
  ])('escapes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it.each([
    'sk-ant-sid01-AbC_123-xyz',
    'sk-ant-oat01-AbC_123-xyz',
    'Bearer AbC_123-xyz.def/ghi==',
    'sessionKey=AbC_123-xyz; path=/',
    'cookie: sessionKeyLC=AbC_123-xyz',
    '{"refresh_token":"AbC_123-xyz"}',
    '"access_token": "AbC_123-xyz"',
    'cf_clearance=AbC_123-xyz',
    'eyJhbGciOi.AbC_123-xyz.sig',
    'AbC_123-xyz@mail.example.com',
  ])('blacks out %s', (text) => {
    const quoted = quote(`before ${text} after`);
    expect(quoted).toContain('[redacted]');
    expect(quoted).not.toContain('AbC_123');
    expect(quoted).toContain('before');
    expect(quoted).toContain('after');
  });

  it('looks at no more than it may show, so that a body of megabytes costs nothing', () => {
    expect(quote('a'.repeat(10_000_000)).length).toBeLessThan(310);
    expect(quote(`${'a'.repeat(1999)}@`.repeat(1000))).toMatch(/^"a+…"$/);
  });

  it('is always one line of JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const quoted = quote(text);
        expect(typeof JSON.parse(quoted)).toBe('string');
        expect(quoted).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(quoted.isWellFormed()).toBe(true);
      }),
    );
  });
});
