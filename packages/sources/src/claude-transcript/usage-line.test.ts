import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAIN, type LineVerdict, UsageLine } from './usage-line.ts';
import { stringText } from './utf8-text.ts';

interface Said {
  verdict: LineVerdict;
  at?: number;
  tokens?: number[];
  texts?: (string | null)[];
  fast?: boolean;
  chain?: number;
}

function quick(bytes: Uint8Array): Said {
  const line = new UsageLine();
  const padded = new Uint8Array([...bytes, 0x0a]);
  const verdict = line.read(padded, 0, bytes.length);
  if (verdict !== 'request') return { verdict };
  const spans = [line.id, line.requestId, line.model, line.session, line.cwd, line.branch];
  return {
    verdict,
    at: line.at,
    tokens: [line.input, line.output, line.cache5m, line.cache1h, line.cacheRead, line.webSearches],
    texts: spans.map(({ from, to }) => (from === -1 ? null : stringText(padded, from, to))),
    fast: line.fast,
    chain: line.chain,
  };
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The slow way: the whole line through JSON.parse, then the rules one by one. */
function slow(bytes: Uint8Array): Said {
  let line: unknown;
  try {
    line = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { verdict: 'json' };
  }
  const data = own(line, 'data');
  const isCopy =
    !isObject(own(own(line, 'message'), 'usage')) && text(own(data, 'type')) === 'agent_progress';
  const record = isCopy ? own(data, 'message') : line;
  const message = own(record, 'message');
  const usage = own(message, 'usage');
  if (!isObject(usage)) return { verdict: 'nothing' };
  const type = text(own(record, 'type'));
  if (type !== null && type !== 'assistant') return { verdict: 'nothing' };
  const count = (value: unknown): number | null | 'bad' => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 1e9) return 'bad';
    return value + 0;
  };
  const split = own(usage, 'cache_creation');
  const counts = [
    count(own(usage, 'input_tokens')),
    count(own(usage, 'output_tokens')),
    count(own(usage, 'cache_creation_input_tokens')),
    count(own(usage, 'cache_read_input_tokens')),
    count(own(split, 'ephemeral_5m_input_tokens')),
    count(own(split, 'ephemeral_1h_input_tokens')),
    count(own(own(usage, 'server_tool_use'), 'web_search_requests')),
  ];
  const [input, output, written, read, short, long, web] = counts;
  if (input === null && output === null) return { verdict: 'nothing' };
  if (own(message, 'model') === '<synthetic>') return { verdict: 'nothing' };
  if (counts.includes('bad')) return { verdict: 'counts' };
  const instant = (value: unknown): number => {
    if (typeof value !== 'string') return Number.NaN;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value)) return Number.NaN;
    const at = new Date(value).getTime();
    // A day that its month does not have.
    const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
    if (Number.isNaN(at) || !day.toISOString().startsWith(value.slice(0, 10))) return Number.NaN;
    return at >= Date.parse('2000-01-01T00:00:00Z') && at < Date.parse('2100-01-01T00:00:00Z')
      ? at
      : Number.NaN;
  };
  let at = instant(own(record, 'timestamp'));
  if (isCopy && Number.isNaN(at)) at = instant(own(line, 'timestamp'));
  if (Number.isNaN(at)) return { verdict: 'time' };
  const isSplit = short !== null || long !== null;
  const zero = (value: number | null | 'bad' | undefined): number => (typeof value === 'number' ? value : 0);
  return {
    verdict: 'request',
    at,
    tokens: [zero(input), zero(output), zero(isSplit ? short : written), zero(long), zero(read), zero(web)],
    texts: [
      text(own(message, 'id')),
      text(own(record, 'requestId')),
      text(own(message, 'model')),
      text(own(line, 'sessionId')),
      text(own(line, 'cwd')),
      text(own(line, 'gitBranch')),
    ],
    fast: own(usage, 'speed') === 'fast',
    chain: isCopy ? CHAIN.copy : own(line, 'isSidechain') === true ? CHAIN.sidechain : CHAIN.main,
  };
}

const encode = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Writes JSON the odd ways in which it may be written: spaces, escapes, reordered and repeated keys. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    'assistant',
    'user',
    'agent_progress',
    '<synthetic>',
    'fast',
    'claude-opus-5',
    'C:\\Users\\x',
    '"usage":{',
  ),
);
const printedText = fc.tuple(anyText, fc.array(fc.boolean(), { maxLength: 30 })).map(([value, escapes]) => {
  const inside = JSON.stringify(value).slice(1, -1);
  if (inside.includes('\\')) return `"${inside}"`;
  const spelt = [...inside].map((letter, index) =>
    escapes[index] === true && letter.length === 1
      ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
      : letter,
  );
  return `"${spelt.join('')}"`;
});
const printedNumber = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 300_000 }).map(String) },
  { weight: 6, arbitrary: fc.constantFrom('0', '-0', '1e3', '12.0', '1000000000', 'null') },
  { weight: 1, arbitrary: fc.constantFrom('-1', '12.5', '1e308', '1e999', '1000000001', '9007199254740993') },
  { weight: 1, arbitrary: fc.constantFrom('007', '+1', '.5', '1.', '1e', '1e+', '0x1', '-', 'nul', '"12"') },
);
const printedTime = fc.oneof(
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2120-01-01'), noInvalidDate: true })
    .map((date) => `"${date.toISOString()}"`),
  { weight: 6, arbitrary: fc.constant('"2026-11-22T04:00:00.123Z"') },
  fc.constantFrom(
    '"2026-11-22T04:00:00Z"',
    '"2026-11-22T04:00:00.000000+00:00"',
    '"2026-11-22T04:00:00+0530"',
    '"2026-11-22T04:00:00.000"',
    '"2026-02-30T04:00:00.000Z"',
    '"2026-04-31T04:00:00.000Z"',
    '"2026-02-29T04:00:00.000Z"',
    '"2028-02-29T04:00:00.000Z"',
    '"2026-13-01T04:00:00.000Z"',
    '"2026-11-22T24:00:00.000Z"',
    '"2026-11-22T04:00:60.000Z"',
    '"+026-11-22T04:00:00.000Z"',
    '"tomorrow"',
    '1763784000000',
  ),
);
const space = fc.constantFrom('', '', '', '', ' ', '\t', '\r', '  ');
const junk = fc.oneof(
  fc.json({ depthSize: 'small' }),
  printedText,
  fc.constantFrom(
    'null',
    'true',
    'false',
    '{}',
    '[]',
    '[{"usage":{"input_tokens":7}}]',
    '{"message":{"usage":{"output_tokens":9}}}',
  ),
);
/** An object with the given members, of which each may be left out, and some repeated ones, in any order. */
const object = (
  members: readonly fc.Arbitrary<string>[],
  more: fc.Arbitrary<string> = extra,
): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.tuple(...members.map((member) => fc.option(member, { freq: 12 }))),
      fc.array(more, { maxLength: 2 }),
      space,
      fc.infiniteStream(fc.nat()),
    )
    .map(([given, repeated, gap, order]) => {
      const list = [...given, ...repeated].filter((member) => member !== null);
      const sorted = list
        .map((member) => [order.next().value as number, member] as const)
        .sort((a, b) => a[0] - b[0]);
      return `{${gap}${sorted.map(([, member]) => member).join(`${gap},`)}${gap}}`;
    });
const entry = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(space, fc.boolean(), fc.oneof({ weight: 40, arbitrary: value }, { weight: 1, arbitrary: junk }))
    .map(([gap, isSpelt, printed]) => {
      const first = `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return `"${isSpelt && gap === '  ' ? first + key.slice(1) : key}"${gap}:${gap}${printed}`;
    });
const extra = fc
  .tuple(fc.constantFrom('content', '__proto__', 'constructor', 'toString', 'usagf', 'iterations'), junk)
  .map(([key, value]) => `"${key}":${value}`);
const split = [
  entry('ephemeral_5m_input_tokens', printedNumber),
  entry('ephemeral_1h_input_tokens', printedNumber),
];
const counts = [
  entry('input_tokens', printedNumber),
  entry('output_tokens', printedNumber),
  entry('cache_creation_input_tokens', printedNumber),
  entry('cache_read_input_tokens', printedNumber),
  entry('cache_creation', object(split)),
  entry('server_tool_use', object([entry('web_search_requests', printedNumber)])),
  entry('speed', printedText),
];
const usage = object(counts, fc.oneof(extra, ...counts));
const model = fc.oneof({ weight: 5, arbitrary: fc.constant('"claude-opus-5"') }, printedText);
const inMessage = [entry('id', printedText), entry('model', model), entry('usage', usage)];
const message = object(inMessage, fc.oneof(extra, ...inMessage));
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constant('"assistant"') },
  fc.constantFrom('"user"', '"assist\\u0061nt"', 'null'),
);
const inRecord = [
  entry('type', type),
  entry('timestamp', printedTime),
  entry('requestId', printedText),
  entry('message', message),
];
const progress = object([
  entry('type', fc.constantFrom('"agent_progress"', '"agent_progress"', '"other"')),
  entry('message', object(inRecord, fc.oneof(extra, ...inRecord))),
]);
const around = [
  entry('sessionId', printedText),
  entry('cwd', printedText),
  entry('gitBranch', printedText),
  entry('isSidechain', fc.constantFrom('true', 'false')),
];
const anyLine = fc.oneof(
  { weight: 2, arbitrary: object([...around, ...inRecord], fc.oneof(extra, ...inRecord)) },
  { weight: 1, arbitrary: object([...around, entry('timestamp', printedTime), entry('data', progress)]) },
);
/** What disks and crashes do to a line. */
const harm = fc.oneof(
  { weight: 12, arbitrary: fc.constant((bytes: Uint8Array) => bytes) },
  {
    weight: 1,
    arbitrary: fc.nat(400).map((at) => (bytes: Uint8Array) => bytes.subarray(0, at % (bytes.length + 1))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.nat(5000),
        fc.oneof(fc.constantFrom(0, 0x22, 0x5c, 0x7d, 0x2c, 0xc3, 0xed, 0xf4, 0xff), fc.nat(255)),
      )
      .map(([at, byte]) => (bytes: Uint8Array) => {
        const hurt = bytes.slice();
        // A line feed would make two lines of it.
        if (hurt.length > 0) hurt[at % hurt.length] = byte === 0x0a ? 0 : byte;
        return hurt;
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('﻿', ' ', '\r')
      .map((head) => (bytes: Uint8Array) => new Uint8Array([...encode(head), ...bytes])),
  },
);

describe('UsageLine', () => {
  it('says of every line, sound or harmed, what JSON.parse of the whole line says', () => {
    const verdicts = new Map<LineVerdict, number>();
    fc.assert(
      fc.property(anyLine, harm, (printed, damage) => {
        const bytes = damage(encode(printed));
        const expected = slow(bytes);
        verdicts.set(expected.verdict, (verdicts.get(expected.verdict) ?? 0) + 1);
        expect(quick(bytes)).toEqual(expected);
      }),
      { numRuns: 4000 },
    );
    for (const verdict of ['request', 'nothing', 'json', 'counts', 'time'] as const) {
      expect(verdicts.get(verdict), verdict).toBeGreaterThan(50);
    }
  });

  it('agrees with JSON.parse on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), harm, (printed, damage) => {
        const bytes = damage(encode(printed)).map((byte) => (byte === 0x0a ? 0x20 : byte));
        expect(quick(bytes)).toEqual(slow(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it('forgets the line before', () => {
    const line = new UsageLine();
    const full = encode(
      '{"sessionId":"s","isSidechain":true,"requestId":"r","timestamp":"2026-11-22T04:00:00.000Z","message":{"id":"m","model":"x","usage":{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_1h_input_tokens":5},"speed":"fast"}}}\n',
    );
    const bare = encode('{"timestamp":"2026-11-22T05:00:00.000Z","message":{"usage":{"output_tokens":3}}}\n');
    expect(line.read(full, 0, full.length - 1)).toBe('request');
    expect(line.read(bare, 0, bare.length - 1)).toBe('request');
    expect([line.input, line.output, line.cache1h, line.fast, line.chain]).toEqual([
      0,
      3,
      0,
      false,
      CHAIN.main,
    ]);
    expect([line.id.from, line.requestId.from, line.model.from, line.session.from]).toEqual([-1, -1, -1, -1]);
  });

  it('follows nesting as deep as it goes', () => {
    const depth = 300_000;
    const deep = `{"message":{"content":${'['.repeat(depth)}${']'.repeat(depth)},"usage":{"input_tokens":1}},"timestamp":"2026-11-22T04:00:00.000Z"}`;
    expect(quick(encode(deep)).verdict).toBe('request');
    expect(quick(encode(deep.replace(']]', ']'))).verdict).toBe('json');
  });
});
