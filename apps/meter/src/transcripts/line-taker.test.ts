import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMemory, type ScanMemory, scanMemory } from './scan-memory.ts';

const ROOM = 1024 * 1024;
const memories = { kernel: scanMemory(ROOM), plain: plainMemory(ROOM) };

const count = fc.oneof(
  { weight: 20, arbitrary: fc.nat(2000) },
  { weight: 4, arbitrary: fc.constantFrom(0, 127, 128, 999_999_999, 1e9, null, undefined) },
  fc.constantFrom(1e9 + 1, -1, 1.5, '7'),
);
// Few values, so that rows meet one another and their names change now and then.
const id = fc.constantFrom('msg_1', 'msg_1', 'msg_2', 'msg_3', '', null, undefined, 'é', 'a"b', 7);
const time = fc.oneof(
  fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('2026-11-22T04:00:00.000Z', '2026-02-29T04:00:00.000Z', 'soon', 5, undefined),
  fc.constantFrom('2024-02-29T04:00:00.000Z', '2026-11-31T04:00:00.000Z', '2026-12-31T23:59:59.999+02:00'),
);
const usage = fc.record({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation: fc.constantFrom(
    undefined,
    { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 40 },
    { ephemeral_1h_input_tokens: 9 },
    {},
  ),
  server_tool_use: fc.constantFrom(undefined, { web_search_requests: 2 }, { web_search_requests: -2 }),
  speed: fc.constantFrom(undefined, 'fast', 'standard'),
});
const message = fc.record({
  id,
  model: fc.constantFrom(
    'claude-opus-5',
    'claude-opus-5',
    'claude-haiku-4-5',
    '<synthetic>',
    null,
    undefined,
  ),
  usage: fc.oneof({ weight: 6, arbitrary: usage }, fc.constantFrom(undefined, 'x', [], {})),
});
const record = fc.record({
  type: fc.constantFrom('assistant', 'assistant', 'assistant', 'user', undefined, 3),
  timestamp: time,
  sessionId: fc.constantFrom('one', 'one', 'two', undefined, 4),
  requestId: fc.constantFrom('req_1', 'req_1', 'req_2', '', undefined),
  cwd: fc.constantFrom('/home/dev', '/home/dev', '/home/dév', 'C:\\work', undefined),
  gitBranch: fc.constantFrom('main', 'main', 'next'),
  isSidechain: fc.constantFrom(false, false, true, undefined, 'true'),
  message,
});
const quoting = fc.tuple(record, record).map(([outer, inner]) => ({
  ...{ ...outer, message: undefined },
  data: { type: 'agent_progress', message: inner },
}));
const line = fc.oneof(
  { weight: 12, arbitrary: record.map((one) => JSON.stringify(one)) },
  { weight: 2, arbitrary: quoting.map((one) => JSON.stringify(one)) },
  // Nothing a mark may be found in by mistake, and damage.
  fc.constantFrom('', ' ', '"usage"', '{"usage":', '{"u', 'sage"}', '""', '{"usagf":1}', '[{"usage":1}]'),
  record.map((one) => `${JSON.stringify(one)} `),
  record.map((one) => `\ufeff ${JSON.stringify(one)}`),
  record.map((one) => JSON.stringify(one).slice(0, -1)),
  record.map((one) => JSON.stringify(one).replace('"usage"', '"us\\u0061ge"')),
);

/** All that is told of a file that is read in two pieces. */
function taken({ buffer, taker }: ScanMemory, bytes: Uint8Array, split: number): unknown {
  const damages: unknown[] = [];
  const takeUpTo = (to: number, base: number) =>
    taker.takeLines(to, (kind, start) => damages.push([kind, base + start]));
  buffer.fill(0x41, 0, bytes.length + 64);
  buffer.set(bytes);
  const first = takeUpTo(split, 0);
  buffer.copyWithin(0, first, bytes.length);
  const second = takeUpTo(bytes.length - first, first);
  buffer.copyWithin(0, second, bytes.length);
  const left = bytes.length - first - second;
  const whole = taker.take();
  buffer[left] = 0x0a;
  const tail = left === 0 ? null : taker.takeLine(0, left);
  return { first, second, damages, whole, tail, tailRows: taker.take() };
}

describe('LineTaker', () => {
  it('takes the same rows out of the same lines with the kernel as in plain code', () => {
    let requests = 0;
    const lines = fc.array(line, { maxLength: 25 });
    fc.assert(
      fc.property(lines, fc.boolean(), fc.nat(), (list, isWhole, cut) => {
        const bytes = Buffer.from(list.join('\n') + (isWhole ? '\n' : ''));
        const split = cut % (bytes.length + 1);
        const expected = taken(memories.plain, bytes, split);
        requests += (expected as { whole: { count: number } | null }).whole?.count ?? 0;
        expect(taken(memories.kernel, bytes, split)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
    expect(requests).toBeGreaterThan(1500);
  });

  it('packs more rows of one file than there is room for at once', () => {
    const one = (index: number) =>
      JSON.stringify({
        ...{
          type: 'assistant',
          timestamp: new Date(1.8e12 + 7e8 * index).toISOString(),
          requestId: `r${index}`,
        },
        message: {
          id: `m${index}`,
          model: 'claude-opus-5',
          usage: { input_tokens: index, output_tokens: 9e8 },
        },
      });
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => `${one(index)}\n`).join(''));
    const expected = taken(memories.plain, bytes, bytes.length);
    expect(expected).toMatchObject({ whole: { count: 3000 } });
    expect(taken(memories.kernel, bytes, bytes.length)).toEqual(expected);
  });
});
