import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrawnLine } from './drawn-line.ts';
import { columnOf, type Path, type Place, rowOf, traceBand, traceSteps } from './trace.ts';

/** A hundred columns for a thousand ms, a row per percent. */
const PLACE: Place = { left: 0, width: 100, top: 0, height: 100, from: 0, to: 1000, most: 100 };

const lineOf = (points: readonly (readonly [at: number, high: number, low?: number])[]): DrawnLine => ({
  at: Float64Array.from(points, ([at]) => at),
  high: Float64Array.from(points, ([, high]) => high),
  low: Float64Array.from(points, ([, high, low]) => low ?? high),
});

/** Writes strokes down. */
function notedPath() {
  const strokes: [string, ...number[]][] = [];
  const path: Path = {
    moveTo: (x, y) => strokes.push(['move', x, y]),
    lineTo: (x, y) => strokes.push(['line', x, y]),
    rect: (x, y, width, height) => strokes.push(['rect', x, y, width, height]),
  };
  return { path, strokes };
}

function steps(line: DrawnLine, place = PLACE) {
  const { path, strokes } = notedPath();
  traceSteps(path, line, place);
  return strokes;
}

describe('traceSteps', () => {
  it('holds a value until the next', () => {
    const strokes = steps(
      lineOf([
        [0, 10],
        [500, 60],
        [1000, 60],
      ]),
    );
    expect(strokes).toEqual([
      ['move', 0, 90],
      ['line', 50, 90],
      ['line', 50, 40],
      ['line', 50, 90],
      ['line', 50, 40],
      ['line', 100, 40],
    ]);
  });

  it('lifts the pen where the line is broken', () => {
    const strokes = steps(
      lineOf([
        [0, 10],
        [300, Number.NaN],
        [700, 10],
        [1000, 10],
      ]),
    );
    expect(strokes).toEqual([
      ['move', 0, 90],
      ['line', 30, 90],
      ['move', 70, 90],
      ['line', 100, 90],
    ]);
  });

  it('draws of a long line what can be seen, and costs no more than that', () => {
    const long = lineOf(Array.from({ length: 100_000 }, (_, index) => [index, index % 97] as const));
    const seen = steps(long, { ...PLACE, from: 50_000, to: 51_000 });
    expect(seen.length).toBeLessThanOrEqual(4 * 110);
    const all = steps(long, { ...PLACE, to: 100_000 });
    expect(all.length).toBeLessThanOrEqual(4 * 110);
  });

  it('loses no peak and no trough, however many points share a column', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 3_000 });
    fc.assert(
      fc.property(values, (percents) => {
        const width = 1000 / percents.length;
        const line = lineOf(percents.map((percent, index) => [index * width, percent] as const));
        const rows = steps(line).map(([, , y]) => y as number);
        expect(Math.min(...rows)).toBeCloseTo(rowOf(Math.max(...percents), PLACE));
        expect(Math.max(...rows)).toBeCloseTo(rowOf(Math.min(...percents), PLACE));
        const columns = steps(line).map(([, x]) => x as number);
        expect(columns).toEqual([...columns].sort((a, b) => a - b));
      }),
    );
  });
});

describe('traceBand', () => {
  it('fills between lowest and highest of a span, and nothing where they are one', () => {
    const { path, strokes } = notedPath();
    traceBand(
      path,
      lineOf([
        [0, 50, 20],
        [500, 30],
        [800, 90, 80],
        [1000, 90],
      ]),
      PLACE,
    );
    expect(strokes.map(([kind, ...sides]) => [kind, ...sides.map(Math.round)])).toEqual([
      ['rect', 0, 50, 50, 30],
      ['rect', 80, 10, 20, 10],
    ]);
  });

  it('can be seen where a span is narrower than a column', () => {
    const { path, strokes } = notedPath();
    traceBand(
      path,
      lineOf([
        [0, 50, 20],
        [1, 50],
      ]),
      PLACE,
    );
    expect(strokes[0]?.[3]).toBe(1);
  });
});

it('a moment has one column, from edge to edge', () => {
  expect([0, 500, 1000].map((at) => columnOf(at, PLACE))).toEqual([0, 50, 100]);
});
