import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hash64, hashText } from './text-hash.ts';
import { utf8Text } from './utf8-text.ts';

function hashOf(raw: string): string {
  const bytes = new TextEncoder().encode(raw);
  const into: Hash64 = { high: 0, low: 0 };
  hashText(bytes, 0, bytes.length, into);
  return `${into.high}:${into.low}`;
}

describe('hashText', () => {
  it('is the same for the same text, however it is spelt', () => {
    expect(hashOf('msg_01é')).toBe(hashOf('\\u006dsg_01\\u00e9'));
  });

  it('differs for a hundred thousand ids that differ in a letter', () => {
    const halves = [new Set<string>(), new Set<string>()];
    const whole = new Set<string>();
    for (let index = 0; index < 100_000; index++) {
      const hash = hashOf(`msg_01${index.toString(36)}`);
      whole.add(hash);
      for (const [side, half] of hash.split(':').entries()) halves[side]?.add(half);
    }
    expect(whole.size).toBe(100_000);
    // Each half alone behaves like 32 random bits: about one clash is to be expected.
    for (const half of halves) expect(half.size).toBeGreaterThan(99_990);
  });
});

describe('utf8Text', () => {
  it('decodes any bytes as TextDecoder does', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const hard = fc.constantFrom(
      0x00,
      0x41,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xa0,
      0x9f,
      0xed,
      0xef,
      0xf0,
      0x90,
      0x8f,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 24 }),
          fc.array(hard, { maxLength: 24 }).map((list) => Uint8Array.from(list)),
        ),
        (bytes) => {
          expect(utf8Text(bytes, 0, bytes.length)).toBe(decoder.decode(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
