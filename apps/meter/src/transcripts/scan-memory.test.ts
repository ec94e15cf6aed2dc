import { Buffer } from 'node:buffer';
import { ByteSkimmer, TRANSCRIPT_KEYS } from '@claude-meter/sources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMemory, type ScanMemory, scanMemory } from './scan-memory.ts';

const memory = scanMemory(1024 * 1024);
const LINE_FEED = 0x0a;

/** What a skimmer says of an object that stands somewhere in the buffer. */
function skimmed({ buffer, skimmer }: ScanMemory, bytes: Uint8Array, at: number): unknown {
  buffer.fill(0x41, 0, at + bytes.length + 64);
  buffer.set(bytes, at);
  buffer[at + bytes.length] = LINE_FEED;
  const behind = skimmer.skim(buffer, at);
  if (behind === -1) return null;
  const { spans, counts, hashes, times } = skimmer;
  return { behind, spans: [...spans], counts: [...counts], hashes: [...hashes], times: [...times] };
}

const word = fc.constantFrom(
  ...[
    'message',
    'usage',
    'data',
    'type',
    'timestamp',
    'input_tokens',
    'cache_creation',
    'id',
    'speed',
    'content',
  ],
  ...[
    'messages',
    'usag',
    'ephemeral_5m_input_tokens',
    'server_tool_use',
    'web_search_requests',
    '__proto__',
    '',
  ],
);
const space = fc.constantFrom('', '', '', ' ', '\t\r ');
const text = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 40 }))
  .map((one) => JSON.stringify(one));
const scalar = fc.oneof(
  text,
  fc.constantFrom('"2026-11-22T04:00:00.123Z"', '"2028-02-29T23:59:59.999Z"', '"2026-02-30T00:00:00.000Z"'),
  fc.constantFrom('"1999-12-31T23:59:59.999Z"', '"2100-01-01T00:00:00.000Z"', '"2026-11-22T24:00:00.000Z"'),
  fc
    .date({ min: new Date('1998-01-01'), max: new Date('2102-01-01'), noInvalidDate: true })
    .map((date) => `"${date.toISOString()}"`),
  fc.constantFrom('999999999', '1000000000', '1000000001', '007', '"é"', '"msg_01"', '"m\\u0073g_01"', '""'),
  fc.constantFrom('0', '-0', '12', '3.25', '1e9', '-1.5E-7', 'true', 'false', 'null', '"\\u0041\\n\\"\\\\"'),
  fc.constantFrom(
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    'nul',
    'tru',
    'falsy',
    '"\\x"',
    '"\\u12g4"',
    '"\t"',
    '',
    '-',
    '"open',
  ),
);
const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    tie('object'),
    tie('object'),
    tie('array'),
  ),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 4 }), space)
    .map(([list, gap]) => `[${gap}${list.join(`,${gap}`)}${gap}]`),
  object: fc
    .tuple(fc.array(fc.tuple(word, fc.boolean(), tie('value')), { maxLength: 6 }), space)
    .map(([list, gap]) => {
      const spelt = (key: string, isOdd: boolean): string =>
        isOdd && gap === ' ' && key !== ''
          ? `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`
          : key;
      return `{${gap}${list.map(([key, isOdd, one]) => `"${spelt(key, isOdd)}"${gap}:${gap}${one}`).join(`${gap},${gap}`)}${gap}}`;
    }),
}));
const line = fc
  .tuple(
    value.filter((one) => one.startsWith('{')),
    fc.option(fc.tuple(fc.nat(), fc.nat(255)), { freq: 2 }),
  )
  .map(([printed, harm]) => {
    const bytes = new TextEncoder().encode(printed);
    if (harm !== null && bytes.length > 1)
      bytes[1 + (harm[0] % (bytes.length - 1))] = harm[1] === LINE_FEED ? 0 : harm[1];
    return bytes;
  });

describe('scanMemory', () => {
  it('skims with the kernel as in plain code, whatever the line and wherever it lies', () => {
    const plain = plainMemory(1024 * 1024);
    let sound = 0;
    fc.assert(
      fc.property(line, fc.nat(40), (bytes, at) => {
        const expected = skimmed(plain, bytes, at);
        if (expected !== null) sound++;
        expect(skimmed(memory, bytes, at)).toEqual(expected);
      }),
      { numRuns: 6000 },
    );
    expect(sound).toBeGreaterThan(500);
  });

  it('follows nesting as deep as the longest line goes', () => {
    const depth = 524_000;
    const deep = new TextEncoder().encode(`{"usage":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(skimmed(memory, deep, 0)).toMatchObject({ behind: deep.length });
    expect(skimmed(memory, deep.with(20, 0x7b), 0)).toBeNull();
  });

  it('reads up to the last byte of its buffer', () => {
    const { buffer, skimmer } = scanMemory(64 * 1024);
    const bytes = Buffer.from('{"message":{"usage":{"input_tokens":7}}}');
    const at = buffer.length - bytes.length - 1;
    buffer.fill(0x20);
    buffer.set(bytes, at);
    buffer[buffer.length - 1] = LINE_FEED;
    expect(skimmer.skim(buffer, at)).toBe(buffer.length - 1);
    const plain = new ByteSkimmer(TRANSCRIPT_KEYS);
    plain.skim(buffer, at);
    expect([...skimmer.spans]).toEqual([...plain.spans]);
  });
});
