import type { ForecastEntry, LimitHistory, SeriesInfo } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../chart/drawn-line.ts';
import { colourOf, historyModel, lastValue, sumLine } from './history-model.ts';

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
const limit = (given: Partial<LimitHistory>): LimitHistory => ({
  limit_id: 'five_hour',
  at: [0, HOUR, 2 * HOUR],
  percent: [10, 95, 20],
  low: [10, 95, 20],
  high: [10, 95, 20],
  span: 0,
  resets: [],
  walls: [],
  walls_hit: 0,
  ...given,
});
const model = (given: Partial<LimitHistory>, range = { from: 0, to: 10 * HOUR }) =>
  historyModel({ org_uuid: 'o', ...range, gaps: [], limits: [limit(given)] }, SERIES, [
    { org_uuid: 'o', limit_id: 'five_hour', forecast: { kind: 'declined', reason: 'stale' } },
  ]);

describe('historyModel', () => {
  it('marks resets and walls of a limit in its colour', () => {
    const { marks } = model({ limit_id: 'seven_day', resets: [5 * HOUR, 2 * HOUR], walls: [HOUR] });
    expect(marks).toEqual([
      { at: 5 * HOUR, kind: 'reset', colour: 1 },
      { at: 2 * HOUR, kind: 'reset', colour: 1 },
      { at: HOUR, kind: 'wall', colour: 1 },
    ]);
  });

  it('leaves resets out where they would be a thicket, walls never', () => {
    const { marks } = model({ resets: [HOUR], walls: [HOUR] }, { from: 0, to: 400 * 24 * HOUR });
    expect(marks.map(({ kind }) => kind)).toEqual(['wall']);
  });

  it('lets what lies ahead begin where the line ends', () => {
    const fan = [9, 11, 12].map((hours) => ({ at: hours * HOUR, low: 21, mid: 30, high: 40 }));
    const forecast = { kind: 'forecast', fan } as unknown as ForecastEntry['forecast'];
    const drawn = historyModel(
      { org_uuid: 'o', from: 0, to: 10 * HOUR, gaps: [], limits: [limit({})] },
      SERIES,
      [{ org_uuid: 'o', limit_id: 'five_hour', forecast }],
    );
    expect(drawn.lines[0]?.fan.map(({ at, low, mid }) => [at / HOUR, low, mid])).toEqual([
      [10, 20, 20],
      [11, 21, 30],
      [12, 21, 30],
    ]);
  });

  it('breaks all lines where nobody watched', () => {
    const drawn = historyModel(
      { org_uuid: 'o', from: 0, to: 10 * HOUR, gaps: [[3 * HOUR, 4 * HOUR]], limits: [limit({})] },
      SERIES,
      [],
    );
    const [line] = drawn.lines;
    if (line === undefined) throw new Error('no line');
    expect([2.5, 3.5, 4.5].map((hours) => valueAt(line.line, hours * HOUR).high)).toEqual([20, null, 20]);
  });

  it('keeps the colour of a limit whatever is hidden', () => {
    expect(SERIES.map(({ limit_id }) => colourOf(limit_id, SERIES))).toEqual([0, 1]);
    expect(colourOf('unheard of', SERIES)).toBe(0);
  });
});

describe('a line', () => {
  const [line] = model({}).lines;
  if (line === undefined) throw new Error('no line');

  it('says what stood last', () => {
    expect(lastValue(line)).toEqual({ high: 20, low: 20 });
  });

  it('is summed up: last, peak and when, and how long it was near the wall', () => {
    expect(sumLine(line)).toEqual({ last: 20, peak: 95, peakAt: HOUR, nearWall: 0.1 });
  });
});
