import { readdirSync, readFileSync } from 'node:fs';
import { type LosslessJson, parseLossless, printLossless } from '@claude-meter/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareBodies, type Relation, type Sameness } from './compare.ts';

const FIXTURES = new URL('../../sources/src/claude-web/fixtures/', import.meta.url);
const BODIES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.json'))
  .map((name): [string, string] => [name, readFileSync(new URL(name, FIXTURES), 'utf8')]);

const BODY =
  '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T10:00:00.910731+00:00"},"seven_day":{"utilization":0.42,"resets_at":null},"limits":[],"extra_usage":{}}';

function compare(served: string, shown: string): Comparison {
  const compared = compareBodies(served, shown);
  if (!compared.ok) throw new Error(`${compared.side}: ${compared.error}`);
  return compared.comparison;
}

function deviations(comparison: Comparison): [string, Relation][] {
  return comparison.values
    .filter(({ relation }) => relation !== 'identical')
    .map(({ path, relation }) => [path, relation]);
}

describe('comparing what was served with what is shown', () => {
  it.each(BODIES)('finds %s equal to itself, byte for byte', (_name, body) => {
    const comparison = compare(body, body);
    expect(comparison.sameness).toBe('bytes');
    expect(deviations(comparison)).toEqual([]);
  });

  it.each(BODIES)('finds %s equal to its indented self, value for value', (_name, body) => {
    expect(compare(body, printLossless(parseLossless(body), 2)).sameness).toBe('layout');
  });

  it.each<[what: string, shown: string, sameness: Sameness, deviations: [string, Relation][]]>([
    ['a line end behind it', `${BODY}\n`, 'layout', []],
    [
      'another order',
      BODY.replace(',"limits":[],"extra_usage":{}', '').replace('{', '{"extra_usage":{},"limits":[],'),
      'layout',
      [],
    ],
    ['42.0 as 42', BODY.replace('42.0', '42'), 'reprinted', [['five_hour.utilization', 'reprinted']]],
    [
      'a zone in other words',
      BODY.replace('+00:00', 'Z'),
      'reprinted',
      [['five_hour.resets_at', 'reprinted']],
    ],
    ['half a second later', BODY.replace('00.910731', '01.410'), 'clock', [['five_hour.resets_at', 'clock']]],
    ['milliseconds', BODY.replace('910731', '910'), 'clock', [['five_hour.resets_at', 'clock']]],
    [
      'another minute',
      BODY.replace('10:00:00.910731', '10:01:00.910731'),
      'different',
      [['five_hour.resets_at', 'different']],
    ],
    ['0.42 as 0.4', BODY.replace('0.42', '0.4'), 'rounding', [['seven_day.utilization', 'rounding']]],
    ['0.42 as 42', BODY.replace('0.42', '42'), 'factor_100', [['seven_day.utilization', 'factor_100']]],
    ['42.0 as 43.0', BODY.replace('42.0', '43.0'), 'different', [['five_hour.utilization', 'different']]],
    ['42.0 as "42.0"', BODY.replace('42.0', '"42.0"'), 'different', [['five_hour.utilization', 'different']]],
    ['null as 0', BODY.replace('null', '0'), 'different', [['seven_day.resets_at', 'different']]],
    ['a key gone', BODY.replace('"limits":[],', ''), 'different', [['limits', 'missing']]],
    ['a key more', BODY.replace('"limits"', '"a b":1,"limits"'), 'different', [['["a b"]', 'extra']]],
    ['a list for an object', BODY.replace('{}', '[]'), 'different', [['extra_usage', 'different']]],
    [
      'a key that stands twice',
      BODY.replace('"limits"', '"seven_day":1,"seven_day":{"utilization":0.42,"resets_at":null},"limits"'),
      'different',
      [['seven_day (stands twice)', 'different']],
    ],
    [
      'the worst of several',
      BODY.replace('42.0', '42').replace('0.42', '0.5'),
      'different',
      [
        ['five_hour.utilization', 'reprinted'],
        ['seven_day.utilization', 'different'],
      ],
    ],
  ])('tells %s', (_what, shown, sameness, expected) => {
    const comparison = compare(BODY, shown);
    expect(comparison.sameness).toBe(sameness);
    expect(deviations(comparison)).toEqual(expected);
  });

  it('takes the moment of a reckoning for what it is', () => {
    const served = '{"seven_day_breakdown":{"as_of":"2026-11-22T10:00:00Z"}}';
    expect(compare(served, served.replace('10:00', '10:07')).sameness).toBe('clock');
  });

  it('puts the values of the settings page first', () => {
    const [first, second] = compare(
      `{"limits":[1],"seven_day":{"utilization":1},${BODY.slice(1)}`,
      BODY,
    ).values;
    expect([first?.path, second?.path]).toEqual(['five_hour.utilization', 'five_hour.resets_at']);
  });

  it.each([
    ['', BODY, 'served'],
    [BODY, '<html>', 'shown'],
    [BODY, '['.repeat(200_000), 'shown'],
  ])('says which side is no JSON, without repeating it', (served, shown, side) => {
    expect(compareBodies(served, shown)).toEqual({ ok: false, side, error: 'It is not JSON.' });
  });

  it('finds any JSON text equal to itself', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(compare(text, text).sameness).toBe('bytes');
        expect(deviations(compare(text, text))).toEqual([]);
        expect(compare(text, ` ${text}`).sameness).toBe('layout');
      }),
    );
  });

  it('finds the one value that was changed anywhere, and names it by its path', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, pick) => {
        const leaves = leavesOf(parseLossless(text));
        const leaf = leaves[pick % leaves.length];
        if (leaf === undefined) return;
        const changed = printLossless(replaceAt(parseLossless(text), leaf.steps, 'something else'));
        expect(deviations(compare(text, changed))).toEqual([[leaf.path, 'different']]);
      }),
    );
  });
});

interface Leaf {
  steps: (string | number)[];
  path: string;
}

function leavesOf(value: LosslessJson, steps: (string | number)[] = []): Leaf[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((element, at) => leavesOf(element, [...steps, at]));
  }
  if (isPlain(value) && Object.keys(value).length > 0) {
    return Object.keys(value).flatMap((key) => leavesOf(value[key] ?? null, [...steps, key]));
  }
  return [{ steps, path: pathOf(steps) }];
}

function pathOf(steps: readonly (string | number)[]): string {
  return steps
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

function replaceAt(
  value: LosslessJson,
  steps: readonly (string | number)[],
  leaf: LosslessJson,
): LosslessJson {
  const [step, ...rest] = steps;
  if (step === undefined) return leaf;
  if (Array.isArray(value)) return value.map((one, at) => (at === step ? replaceAt(one, rest, leaf) : one));
  const entries = Object.entries(value as { [key: string]: LosslessJson });
  return Object.fromEntries(
    entries.map(([key, one]) => [key, key === step ? replaceAt(one, rest, leaf) : one]),
  );
}

function isPlain(value: LosslessJson): value is { [key: string]: LosslessJson } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !JSON.stringify(value).match(/^[-\d]/)
  );
}
