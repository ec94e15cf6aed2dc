import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferLineFinder, decodeLines } from './decode.ts';
import { type LineVerdict, UsageLine } from './usage-line.ts';

interface Found {
  verdict: LineVerdict;
  start: number;
  end: number;
}

function found(bytes: Buffer, from = 0, to = bytes.length): { lines: Found[]; rest: number } {
  const lines: Found[] = [];
  const rest = decodeLines(
    bytes,
    { from, to },
    {
      line: new UsageLine(),
      finder: new BufferLineFinder(bytes),
      onLine: (verdict, start, end) => lines.push({ verdict, start, end }),
    },
  );
  return { lines, rest };
}

const REQUEST =
  '{"message":{"id":"m","usage":{"input_tokens":1,"output_tokens":2}},"timestamp":"2026-11-22T04:00:00.000Z"}';

describe('decodeLines', () => {
  it('reads each line with a usage once and steps over all others', () => {
    const other = '{"type":"user","message":{"content":"he said \\"usage\\":{ and left"}}';
    const text = `${other}\n${REQUEST}\n\n${other}\n${REQUEST}\r\n`;
    const { lines, rest } = found(Buffer.from(text));
    expect(lines.map((line) => line.verdict)).toEqual(['request', 'request']);
    expect(lines[0]?.start).toBe(other.length + 1);
    expect(rest).toBe(text.length);
  });

  it('leaves a line without line feed for the next time', () => {
    const bytes = Buffer.from(`${REQUEST}\n${REQUEST.slice(0, 40)}`);
    expect(found(bytes)).toMatchObject({ lines: [{ verdict: 'request' }], rest: REQUEST.length + 1 });
    expect(found(Buffer.from(REQUEST))).toEqual({ lines: [], rest: 0 });
    expect(found(Buffer.alloc(0))).toEqual({ lines: [], rest: 0 });
  });

  it('does not look beyond the filled part of a buffer, nor before it', () => {
    const bytes = Buffer.from(`${REQUEST}\n${REQUEST}\n${REQUEST}\n`);
    const one = REQUEST.length + 1;
    expect(found(bytes, one, 2 * one).lines).toEqual([{ verdict: 'request', start: one, end: 2 * one - 1 }]);
    expect(found(bytes, one, 2 * one - 1)).toEqual({ lines: [], rest: one });
  });

  it('finds the same lines wherever a stream is cut', () => {
    const line = fc.constantFrom(
      REQUEST,
      '{"usage"',
      '"usage"',
      '',
      '{"a":1}',
      '{"message":{"usage":{}}}',
      '\0\0',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.nat(), (list, cut) => {
        const bytes = Buffer.from(list.map((one) => `${one}\n`).join(''));
        const whole = found(bytes);
        const at = bytes.length === 0 ? 0 : cut % bytes.length;
        const first = found(bytes, 0, at);
        const second = found(bytes, first.rest, bytes.length);
        expect([...first.lines, ...second.lines]).toEqual(whole.lines);
        expect(second.rest).toBe(bytes.length);
      }),
    );
  });

  it.each([
    ['session.jsonl', ['request', 'request', 'request', 'nothing', 'nothing']],
    ['subagent.jsonl', ['request', 'request']],
    ['progress.jsonl', ['request', 'nothing']],
    ['gateway.jsonl', ['request', 'request']],
    ['damaged.jsonl', ['json', 'time', 'counts', 'counts', 'json', 'request']],
  ])('reads the fixture %s', (name, verdicts) => {
    const bytes = readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
    expect(found(bytes).lines.map((one) => one.verdict)).toEqual(verdicts);
  });
});
