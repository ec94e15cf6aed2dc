import { type DrawnLine, lastAtOrBefore } from './drawn-line.ts';

/** Where moments (ms) and percents stand on the canvas, in its pixels. */
export interface Place {
  left: number;
  width: number;
  top: number;
  height: number;
  from: number;
  to: number;
  /** The percent at the upper edge; the lower one is 0. */
  most: number;
}

/** What a path is made of; a canvas path is one. */
export type Path = Pick<CanvasPath, 'moveTo' | 'lineTo' | 'rect'>;

export function columnOf(at: number, { left, width, from, to }: Place): number {
  return Math.round(left + ((at - from) / (to - from)) * width);
}

export function rowOf(percent: number, { top, height, most }: Place): number {
  return top + height * (1 - percent / most);
}

/** The points that a picture needs: those within, and the one that stands when it begins. */
function within({ at }: DrawnLine, { from, to }: Place): [first: number, last: number] {
  return [Math.max(0, lastAtOrBefore(at, from)), lastAtOrBefore(at, to)];
}

/**
 * Draws a line in steps: a value stays until the next. However many points fall into one column of pixels, it costs a
 * few strokes: its lowest, its highest and its last.
 */
export function traceSteps(path: Path, line: DrawnLine, place: Place): void {
  const [first, last] = within(line, place);
  let [isDown, column, level, lowest, highest] = [false, 0, 0, 0, 0];
  const finish = () => {
    if (lowest === highest) return;
    path.lineTo(column, lowest);
    path.lineTo(column, highest);
    path.lineTo(column, level);
  };
  for (let index = first; index <= last; index += 1) {
    const x = Math.max(place.left - 4, columnOf(line.at[index] as number, place));
    const value = line.high[index] as number;
    if (isDown && x !== column) {
      finish();
      path.lineTo(x, level);
      [column, lowest, highest] = [x, level, level];
    }
    if (Number.isNaN(value)) {
      if (isDown) finish();
      isDown = false;
      continue;
    }
    level = rowOf(value, place);
    if (!isDown) {
      path.moveTo(x, level);
      [isDown, column, lowest, highest] = [true, x, level, level];
    }
    if (level < lowest) lowest = level;
    if (level > highest) highest = level;
  }
  if (!isDown) return;
  finish();
  // The last value stands until the picture ends, when more of the line lies beyond.
  if (last + 1 < line.at.length) path.lineTo(place.left + place.width + 4, level);
}

/** Between the lowest and the highest value of each span. */
export function traceBand(path: Path, line: DrawnLine, place: Place): void {
  const [first, last] = within(line, place);
  for (let index = first; index <= last; index += 1) {
    const [high, low] = [line.high[index] as number, line.low[index] as number];
    if (!(high > low)) continue;
    const x = columnOf(line.at[index] as number, place);
    const end = columnOf(line.at[index + 1] ?? place.to, place);
    path.rect(x, rowOf(high, place), Math.max(1, end - x), rowOf(low, place) - rowOf(high, place));
  }
}
