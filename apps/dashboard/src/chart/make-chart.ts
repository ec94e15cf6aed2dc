import uPlot from 'uplot';
import { moment, type Person } from '../shell/person.ts';
import { type ChartModel, COLUMNS_PER_LINE, tableOf, topOf } from './chart-model.ts';
import { drawGaps, drawMarks } from './marks.ts';
import { type Paint, readPaint } from './paint.ts';

/** A chart on the page. It is made once per set of lines; everything else changes in place. */
export interface Chart {
  show(model: ChartModel): void;
  resize(width: number, height: number): void;
  repaint(): void;
  /** Puts the read-out at a moment (ms); null takes it away. */
  point(at: number | null): void;
  destroy(): void;
}

export interface ChartOptions {
  model: ChartModel;
  person: Person;
  width: number;
  height: number;
  /** A stretch was marked with the pointer: ms. */
  onZoom: (from: number, to: number) => void;
  /** The pointer is at a moment (ms), or has left. */
  onPoint: (at: number | null) => void;
}

/** Makes a chart of percents over time in `place`. */
export function makeChart(place: HTMLElement, given: ChartOptions): Chart {
  let { model } = given;
  let paint = readPaint(place);
  const hooks: uPlot.Hooks.Arrays = {
    drawClear: [(u) => drawGaps(u, model, paint)],
    draw: [(u) => drawMarks(u, model, paint)],
    setSelect: [(u) => takeSelection(u, given.onZoom)],
    setCursor: [(u) => given.onPoint(momentAt(u))],
  };
  const options: uPlot.Options = {
    width: given.width,
    height: given.height,
    pxAlign: 1,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false, setScale: false, dist: 6 } },
    scales: {
      x: { time: true, range: () => rangeOf(model) },
      y: { range: () => [0, topOf(model.lines)] },
    },
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), given.person.timeZone),
    axes: axesOf(() => paint, given.person),
    series: [{}, ...model.lines.flatMap(({ colour }) => seriesOf(colour, () => paint))],
    bands: model.lines.flatMap(({ colour }, index) => bandsOf(index, { colour, paint: () => paint })),
    hooks,
  };
  const chart = new uPlot(options, tableOf(model.lines) as uPlot.AlignedData, place);
  return {
    show(next) {
      model = next;
      chart.setData(tableOf(next.lines) as uPlot.AlignedData, true);
    },
    resize: (width, height) => chart.setSize({ width, height }),
    repaint() {
      paint = readPaint(place);
      chart.redraw(true, true);
    },
    point(at) {
      const left = at === null ? -10 : chart.valToPos(at / 1000, 'x');
      chart.setCursor({ left, top: at === null ? -10 : 1 }, true);
    },
    destroy: () => chart.destroy(),
  };
}

/** What lies ahead belongs into the picture, too. */
function rangeOf({ from, to, lines }: ChartModel): [number, number] {
  const ahead = lines.flatMap(({ fan }) => fan.map(({ at }) => at));
  return [from / 1000, Math.max(to, ...ahead) / 1000];
}

function takeSelection(u: uPlot, onZoom: ChartOptions['onZoom']): void {
  const { left, width } = u.select;
  if (width < 6) return;
  const at = (position: number) => Math.round(u.posToVal(position, 'x') * 1000);
  const [from, to] = [at(left), at(left + width)];
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (to > from) onZoom(from, to);
}

function momentAt(u: uPlot): number | null {
  const { left } = u.cursor;
  return left == null || left < 0 ? null : Math.round(u.posToVal(left, 'x') * 1000);
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
  const day = moment(split * 1000, 'day', person);
  const isNew = before === undefined || moment(before * 1000, 'day', person) !== day;
  const clock = moment(split * 1000, 'time', person);
  if (!isNew) return clock;
  return /^(00:00|12:00\sAM|24:00)$/.test(clock) ? day : `${day}\n${clock}`;
}

function seriesOf(colour: number, paint: () => Paint): uPlot.Series[] {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const linear = uPlot.paths.linear?.();
  const hidden = { points: { show: false }, stroke: 'transparent', width: 0 } as const;
  const steps = stepped === undefined ? {} : { paths: stepped };
  const straight = linear === undefined ? {} : { paths: linear };
  return [
    { stroke: () => paint().series(colour), width: 1.75, points: { show: false }, ...steps },
    { ...hidden, ...steps },
    { stroke: () => paint().series(colour), width: 1.5, dash: [5, 4], points: { show: false }, ...straight },
    { ...hidden, ...straight },
    { ...hidden, ...straight },
  ];
}

function bandsOf(index: number, { colour, paint }: { colour: number; paint: () => Paint }): uPlot.Band[] {
  const first = 1 + index * COLUMNS_PER_LINE;
  const fill = (alpha: number) => () => translucent(paint().series(colour), alpha);
  return [
    { series: [first, first + 1], fill: fill(0.22) },
    { series: [first + 4, first + 3], fill: fill(0.16) },
  ];
}

function translucent(colour: string, alpha: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(alpha * 100)}%, transparent)`;
}
