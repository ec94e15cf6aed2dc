import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureNames } from '../../test/fixture.ts';
import { decodeStatusline, type Statusline } from '../index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const decode = (name: string): Statusline => read(fixture('claude-statusline', name));

function read(text: string): Statusline {
  const decoded = decodeStatusline(text, NOW);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.statusline;
}

const numbers = (statusline: Statusline) =>
  statusline.limits.map(({ id, label, percent, resets_at }) => [id, label, percent, resets_at]);

describe('decodeStatusline', () => {
  it.each([
    [
      '2026-03-first-with-limits.json',
      [
        ['five_hour', '5-hour', 23.5, '2026-11-22T20:00:00.000Z'],
        ['seven_day', '7-day all', 41.2, '2026-11-27T09:00:00.000Z'],
      ],
    ],
    ['2026-01-before-limits.json', []],
    ['2026-11-newest.json', [['five_hour', '5-hour', 7, '2026-11-22T20:00:00.000Z']]],
    [
      'made-garbage.json',
      [
        ['five_hour', '5-hour', null, '2026-11-22T20:00:00.000Z'],
        ['seven_day', '7-day all', 12, null],
      ],
    ],
  ])('%s: the windows', (name, expected) => {
    expect(numbers(decode(name))).toEqual(expected);
  });

  it('every fixture is read', () => {
    for (const name of fixtureNames('claude-statusline')) expect(decode(name).sessionId).not.toBeNull();
    expect(fixtureNames('claude-statusline')).toHaveLength(4);
  });

  it('reads model, place, cost and context', () => {
    expect(decode('2026-03-first-with-limits.json')).toMatchObject({
      sessionId: '5f0d7d0c-0000-4000-8000-00000000000a',
      sessionName: null,
      cwd: '/home/you/work',
      version: '2.1.80',
      model: { id: 'claude-opus-4-6', name: 'Opus 4.6' },
      workspace: { currentDir: '/home/you/work', projectDir: '/home/you/work', addedDirs: [], repo: null },
      worktree: { name: null, path: null, branch: null, originalBranch: null },
      outputStyle: 'default',
      effort: null,
      agent: null,
      cost: { usd: 1.2345, durationMs: 61234, apiDurationMs: 4321, linesAdded: 12, linesRemoved: 3 },
      context: { size: 200_000, usedPercent: 8, inputTokens: 15_234, outputTokens: 4521, over200k: false },
    });
  });

  it('reads what newer versions add', () => {
    expect(decode('2026-11-newest.json')).toMatchObject({
      sessionName: 'Refactor the parser',
      model: { id: 'claude-fable-5[1m]', name: 'Fable 5 (1M context)' },
      workspace: { addedDirs: ['/home/you/lib'], repo: 'github.com/you/work' },
      worktree: { name: 'tree', path: '/home/you/tree', branch: 'worktree-tree', originalBranch: 'main' },
      effort: 'high',
      agent: 'reviewer',
      context: { size: 1_000_000, usedPercent: null, over200k: true },
    });
  });

  it('takes nothing for zero that it cannot read', () => {
    expect(decode('made-garbage.json')).toMatchObject({
      model: { id: null, name: null },
      workspace: { currentDir: null },
      cost: { usd: null, durationMs: null, linesAdded: null },
      context: { size: 200_000, usedPercent: null, inputTokens: null, over200k: null },
    });
  });

  it.each([
    ['1795377600', '2026-11-22T20:00:00.000Z'],
    ['1795377600000', '2026-11-22T20:00:00.000Z'],
    ['"2026-11-22T20:00:00+00:00"', '2026-11-22T20:00:00.000Z'],
    ['1795305600', '2026-11-22T00:00:00.000Z'],
    ['0', null],
    ['1', null],
    ['4102444800', null],
    ['-1795377600', null],
    ['1e300', null],
    ['"soon"', null],
    ['null', null],
  ])('resets_at %s is %s', (resetsAt, expected) => {
    const text = `{"rate_limits":{"five_hour":{"used_percentage":5,"resets_at":${resetsAt}}}}`;
    expect(numbers(read(text))).toEqual([['five_hour', '5-hour', 5, expected]]);
  });

  it.each(['', 'null', '[]', '"x"', '{}', '{"five_hour":1}', '<html>'])(
    'refuses %j and says what to do',
    (text) => {
      const decoded = decodeStatusline(text, NOW);
      expect(decoded).toEqual({ ok: false, reason: expect.stringContaining('status line of Claude Code') });
    },
  );

  it('never throws, and each number is one or unknown', () => {
    const window = fc.record(
      { used_percentage: fc.jsonValue(), resets_at: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('five_hour', 'seven_day', 'x'), fc.oneof(window, fc.jsonValue())),
        fc.jsonValue(),
        (rate_limits, other) => {
          const text = JSON.stringify({
            session_id: 's',
            rate_limits,
            cost: other,
            model: other,
            workspace: other,
          });
          for (const { percent, resets_at } of read(text).limits) {
            expect(percent ?? 0).toSatisfy((value: number) => value >= 0 && value <= 1000);
            expect(resets_at === null || !Number.isNaN(Date.parse(resets_at))).toBe(true);
          }
        },
      ),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => decodeStatusline(text, NOW)).not.toThrow();
      }),
    );
  });
});
