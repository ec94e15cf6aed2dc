import uPlot from 'uplot';
import { moment, type Person } from '../shell/person.ts';
import { type ChartModel, type Stretch, topOf } from './chart-model.ts';
import { placeDots } from './dots.ts';
import { drawLines } from './draw-lines.ts';
import { type Board, drawGaps, drawMarks } from './marks.ts';
import { type Paint, readPaint } from './paint.ts';

/** A chart on the page. It is made once; everything changes in place. */
export interface Chart {
  /** Shows a model over a stretch of time. */
  show(model: ChartModel, view: Stretch): void;
  resize(width: number, height: number): void;
  repaint(): void;
  /** Puts the read-out at a moment (ms); null takes it away. */
  point(at: number | null): void;
  destroy(): void;
}

export interface ChartOptions {
  model: ChartModel;
  view: Stretch;
  person: Person;
  width: number;
  height: number;
  /** A stretch was marked with the pointer: ms. */
  onZoom: (from: number, to: number) => void;
  /** The pointer is at a moment (ms), or has left. */
  onPoint: (at: number | null) => void;
}

/** Two points that carry the scales: the lines themselves are drawn from their own columns, not from a common table. */
type Frame = [[number, number], [number, number]];

/**
 * Makes a chart of percents over time in `place`: uPlot keeps axes, read-out and selection, the lines are drawn onto its
 * canvas.
 */
export function makeChart(place: HTMLElement, given: ChartOptions): Chart {
  let { model, view } = given;
  let most = topOf(model.lines);
  let paint = readPaint(place);
  const board = ({ bbox }: uPlot): Board => ({
    place: { ...bbox, from: view.from, to: view.to, most },
    paint,
    dot: devicePixelRatio,
  });
  const hooks: uPlot.Hooks.Arrays = {
    drawClear: [(u) => drawGaps(u.ctx, model.gaps, board(u))],
    draw: [
      (u) => {
        drawLines(u.ctx, model.lines, board(u));
        drawMarks(u.ctx, model, board(u));
      },
    ],
    setSelect: [(u) => takeSelection(u, given.onZoom)],
    setCursor: [
      (u) => {
        const at = pointedAt(u);
        placeDots(u, { model, at });
        given.onPoint(at);
      },
    ],
  };
  const frame = (): Frame => [
    [view.from, view.to],
    [0, most],
  ];
  const options: uPlot.Options = {
    width: given.width,
    height: given.height,
    ms: 1,
    pxAlign: 1,
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 6 },
    },
    scales: {
      x: { time: true, range: () => [view.from, view.to] },
      y: { range: () => [0, most] },
    },
    axes: axesOf(() => paint, given.person),
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks,
  };
  const chart = new uPlot(options, frame(), place);
  return {
    show(nextModel, nextView) {
      if (nextModel !== model) most = topOf(nextModel.lines);
      [model, view] = [nextModel, nextView];
      chart.setData(frame(), true);
    },
    resize: (width, height) => chart.setSize({ width, height }),
    repaint() {
      paint = readPaint(place);
      chart.redraw(true, true);
    },
    point(at) {
      const left = at === null ? -10 : chart.valToPos(at, 'x');
      chart.setCursor({ left, top: at === null ? -10 : 1 }, true);
    },
    destroy: () => chart.destroy(),
  };
}

function takeSelection(u: uPlot, onZoom: ChartOptions['onZoom']): void {
  const { left, width } = u.select;
  if (width < 6) return;
  const at = (position: number) => Math.round(u.posToVal(position, 'x'));
  const [from, to] = [at(left), at(left + width)];
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (to > from) onZoom(from, to);
}

function pointedAt(u: uPlot): number | null {
  const { left } = u.cursor;
  return left == null || left < 0 ? null : Math.round(u.posToVal(left, 'x'));
}

function axesOf(paint: () => Paint, person: Person): uPlot.Axis[] {
  const common = {
    stroke: () => paint().quiet,
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => paint().line, width: 1 },
    ticks: { show: false },
  };
  return [
    {
      ...common,
      space: 72,
      size: 42,
      values: (_, splits) => splits.map((split, index) => tick(split, splits[index - 1], person)),
    },
    {
      ...common,
      size: 44,
      values: (_, splits) => splits.map((split) => `${split}%`),
      incrs: [10, 25, 50, 100],
    },
  ];
}

/** The time of day; the day itself where it changes. */
function tick(split: number, before: number | undefined, person: Person): string {
  const day = moment(split, 'day', person);
  const isNew = before === undefined || moment(before, 'day', person) !== day;
  const clock = moment(split, 'time', person);
  if (!isNew) return clock;
  return /^(00:00|12:00\sAM|24:00)$/.test(clock) ? day : `${day}\n${clock}`;
}
