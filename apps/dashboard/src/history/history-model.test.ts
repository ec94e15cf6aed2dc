import type { SeriesInfo, WindowInfo } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { colourOf, historyModel, lastValue, sumLine, valueAt } from './history-model.ts';

const HOUR = 3_600_000;
const SERIES = ['five_hour', 'seven_day'].map(
  (limit_id, index): SeriesInfo => ({
    org_uuid: 'o',
    limit_id,
    kind: index === 0 ? 'session' : 'weekly',
    label: limit_id,
    currency: null,
    exponent: null,
    since: 0,
    until: 9 * HOUR,
  }),
);
const window = (given: Partial<WindowInfo>): WindowInfo => ({
  org_uuid: 'o',
  limit_id: 'five_hour',
  opened_at: 0,
  resets_at: 5 * HOUR,
  last_at: 0,
  last_percent: 1,
  peak: 1,
  full_at: null,
  closed_at: 5 * HOUR,
  ended: 'reset',
  ...given,
});
const history = (percent: (number | null)[], gaps: [number, number][] = []) => ({
  org_uuid: 'o',
  limit_id: 'five_hour',
  from: 0,
  to: 10 * HOUR,
  at: percent.map((_, index) => index * HOUR),
  percent,
  low: percent,
  high: percent,
  amount: percent.map(() => null),
  span: 0,
  gaps,
});
const model = (windows: WindowInfo[], range = { from: 0, to: 10 * HOUR }) =>
  historyModel(
    { org: 'o', limits: ['five_hour'], ...range, windows, histories: [history([10, 95, 20])] },
    SERIES,
    [{ org_uuid: 'o', limit_id: 'five_hour', forecast: { kind: 'declined', reason: 'stale' } }],
  );

describe('historyModel', () => {
  it('marks resets when they came: at their time, or early', () => {
    const marks = model([window({}), window({ ended: 'moved', closed_at: 2 * HOUR })]).marks;
    expect(marks).toEqual([
      { at: 5 * HOUR, kind: 'reset', colour: 0 },
      { at: 2 * HOUR, kind: 'reset', colour: 0 },
    ]);
  });

  it('marks walls, and no reset of a window that is open or just gone', () => {
    const marks = model([window({ ended: null, full_at: HOUR }), window({ ended: 'gone' })]).marks;
    expect(marks).toEqual([{ at: HOUR, kind: 'wall', colour: 0 }]);
  });

  it('leaves resets out where they would be a thicket', () => {
    expect(model([window({})], { from: 0, to: 400 * 24 * HOUR }).marks).toEqual([]);
  });

  it('keeps the colour of a limit whatever is hidden', () => {
    expect(SERIES.map(({ limit_id }) => colourOf(limit_id, SERIES))).toEqual([0, 1]);
    expect(colourOf('unheard of', SERIES)).toBe(0);
  });
});

describe('a line', () => {
  const [line] = model([]).lines;
  if (line === undefined) throw new Error('no line');

  it('says what stood at a moment', () => {
    expect(valueAt(line, 1.5 * HOUR).high).toBe(95);
    expect(valueAt(line, -1).high).toBeNull();
    expect(lastValue(line).high).toBe(20);
  });

  it('is summed up: last, peak and when, and how long it was near the wall', () => {
    expect(sumLine(line)).toEqual({ last: 20, peak: 95, peakAt: HOUR, nearWall: 0.1 });
  });
});
