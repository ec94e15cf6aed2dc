import type { ChartModel } from './chart-model.ts';
import type { Paint } from './paint.ts';
import { columnOf, type Place, rowOf } from './trace.ts';

/** Where and with what something is drawn; `dot` is a CSS pixel in pixels of the canvas. */
export interface Board {
  place: Place;
  paint: Paint;
  dot: number;
}

/** Where nobody watched: behind everything, hatched so that it does not hang on colour. */
export function drawGaps(ctx: CanvasRenderingContext2D, gaps: ChartModel['gaps'], board: Board): void {
  const { place, paint, dot } = board;
  ctx.save();
  ctx.strokeStyle = paint.quiet;
  ctx.globalAlpha = 0.28;
  ctx.lineWidth = dot;
  ctx.setLineDash([]);
  // All gaps are one region and one stroke: a year of nights costs no more than one.
  ctx.beginPath();
  for (const [since, until] of gaps) {
    const left = columnOf(Math.max(since, place.from), place);
    const right = columnOf(Math.min(until, place.to), place);
    if (right - left >= 2) ctx.rect(left, place.top, right - left, place.height);
  }
  ctx.clip();
  ctx.beginPath();
  const step = 8 * dot;
  const bottom = place.top + place.height;
  const first = place.left - place.height - ((place.left - place.height) % step);
  for (let x = first; x < place.left + place.width; x += step) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + place.height, place.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Room that resets need to be told apart, CSS pixels. */
const LEAST_BETWEEN = 16;

/** Resets as dotted lines, walls as diamonds at 100, and the moment from which on all is forecast. */
export function drawMarks(ctx: CanvasRenderingContext2D, model: ChartModel, board: Board): void {
  const { place, paint, dot } = board;
  const seen = model.marks.filter(({ at }) => at >= place.from && at <= place.to);
  const resets = seen.filter(({ kind }) => kind === 'reset');
  ctx.save();
  ctx.beginPath();
  ctx.rect(place.left, place.top, place.width, place.height);
  ctx.clip();
  ctx.lineWidth = dot;
  const full = rowOf(100, place);
  ctx.strokeStyle = paint.full;
  ctx.globalAlpha = 0.55;
  ctx.setLineDash([4 * dot, 4 * dot]);
  stroke(ctx, [place.left, full, place.left + place.width, full]);
  ctx.globalAlpha = 0.5;
  ctx.setLineDash([dot, 3 * dot]);
  if (place.width > resets.length * LEAST_BETWEEN * dot) {
    for (const { at, colour } of resets) {
      ctx.strokeStyle = paint.series(colour);
      upright(ctx, columnOf(at, place), place);
    }
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = paint.full;
  for (const { at, kind } of seen) {
    if (kind === 'wall') diamond(ctx, { x: columnOf(at, place), y: full, size: 4.5 * dot });
  }
  if (model.lines.some(({ fan }) => fan.length > 0)) {
    ctx.strokeStyle = paint.quiet;
    ctx.setLineDash([]);
    upright(ctx, columnOf(model.to, place), place);
  }
  ctx.restore();
}

function upright(ctx: CanvasRenderingContext2D, x: number, { top, height }: Place): void {
  stroke(ctx, [x, top, x, top + height]);
}

function stroke(ctx: CanvasRenderingContext2D, [x1, y1, x2, y2]: [number, number, number, number]): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function diamond(
  ctx: CanvasRenderingContext2D,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
}
