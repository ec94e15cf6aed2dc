import type { ChartLine, FanPoint } from './chart-model.ts';
import type { Board } from './marks.ts';
import { columnOf, type Path, type Place, rowOf, traceBand, traceSteps } from './trace.ts';

/** Draws all lines with what lies ahead of them. */
export function drawLines(
  ctx: CanvasRenderingContext2D,
  lines: readonly ChartLine[],
  { place, paint, dot }: Board,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(place.left, place.top, place.width, place.height);
  ctx.clip();
  ctx.lineJoin = 'round';
  for (const { line, fan, colour } of lines) {
    ctx.fillStyle = ctx.strokeStyle = paint.series(colour);
    fill(ctx, 0.22, (path) => traceBand(path, line, place));
    fill(ctx, 0.16, (path) => traceFan(path, fan, place));
    ctx.lineWidth = 1.75 * dot;
    ctx.setLineDash([]);
    ctx.beginPath();
    traceSteps(ctx, line, place);
    ctx.stroke();
    ctx.lineWidth = 1.5 * dot;
    ctx.setLineDash([5 * dot, 4 * dot]);
    ctx.beginPath();
    traceMiddle(ctx, fan, place);
    ctx.stroke();
  }
  ctx.restore();
}

function fill(ctx: CanvasRenderingContext2D, alpha: number, trace: (path: Path) => void): void {
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  trace(ctx);
  ctx.fill();
  ctx.globalAlpha = 1;
}

function traceFan(path: Path, fan: readonly FanPoint[], place: Place): void {
  for (const [index, { at, low }] of fan.entries()) {
    const [x, y] = [columnOf(at, place), rowOf(low, place)];
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  for (const { at, high } of fan.toReversed()) path.lineTo(columnOf(at, place), rowOf(high, place));
}

function traceMiddle(path: Path, fan: readonly FanPoint[], place: Place): void {
  for (const [index, { at, mid }] of fan.entries()) {
    const [x, y] = [columnOf(at, place), rowOf(mid, place)];
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
}
