import type uPlot from 'uplot';
import type { ChartModel } from './chart-model.ts';
import type { Paint } from './paint.ts';

/** Where nobody watched: behind everything, hatched so that it does not hang on colour. */
export function drawGaps(u: uPlot, { gaps, from, to }: ChartModel, paint: Paint): void {
  const { ctx, bbox } = u;
  ctx.save();
  clip(u);
  for (const [since, until] of gaps) {
    const left = u.valToPos(Math.max(since, from) / 1000, 'x', true);
    const right = u.valToPos(Math.min(until, to) / 1000, 'x', true);
    if (right - left < 2) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.strokeStyle = paint.quiet;
    ctx.globalAlpha = 0.28;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    const step = 8 * devicePixelRatio;
    for (let x = left - bbox.height - (left % step); x < right; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

/** Room that resets need to be told apart, CSS pixels. */
const LEAST_BETWEEN = 16;

/** Resets as dotted lines, walls as diamonds at 100, and the moment from which on all is forecast. */
export function drawMarks(u: uPlot, { marks, lines, to }: ChartModel, paint: Paint): void {
  const { ctx, bbox } = u;
  const dot = devicePixelRatio;
  ctx.save();
  clip(u);
  ctx.lineWidth = dot;
  const full = u.valToPos(100, 'y', true);
  ctx.strokeStyle = paint.full;
  ctx.globalAlpha = 0.55;
  stroke(ctx, [4 * dot, 4 * dot], [bbox.left, full, bbox.left + bbox.width, full]);
  const resets = marks.filter(({ kind }) => kind === 'reset').length;
  const roomy = bbox.width > resets * LEAST_BETWEEN * dot;
  for (const { at, kind, colour } of marks) {
    if (kind === 'reset' && !roomy) continue;
    const x = u.valToPos(at / 1000, 'x', true);
    if (kind === 'reset') {
      ctx.globalAlpha = 0.5;
      ctx.strokeStyle = paint.series(colour);
      stroke(ctx, [dot, 3 * dot], [x, bbox.top, x, bbox.top + bbox.height]);
    } else diamond(ctx, { x, y: full, size: 4.5 * dot }, paint.full);
  }
  if (lines.some(({ fan }) => fan.length > 0)) {
    ctx.globalAlpha = 1;
    ctx.strokeStyle = paint.quiet;
    const x = u.valToPos(to / 1000, 'x', true);
    stroke(ctx, [], [x, bbox.top, x, bbox.top + bbox.height]);
  }
  ctx.restore();
}

function clip({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function stroke(ctx: CanvasRenderingContext2D, dash: number[], line: [number, number, number, number]): void {
  const [x1, y1, x2, y2] = line;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function diamond(
  ctx: CanvasRenderingContext2D,
  { x, y, size }: { x: number; y: number; size: number },
  colour: string,
): void {
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
}
