/** Whether a point lies inside a shape; units are pixels, y grows downwards. */
export type Shape = (x: number, y: number) => boolean;

/** Size of a glyph in whole pixels, so that stems fall on pixel borders and stay sharp. */
export interface GlyphSize {
  width: number;
  height: number;
  /** Thickness of upright and of level strokes. */
  stem: number;
  bar: number;
}

/** A filled rectangle with round corners. */
export function roundBox(
  x0: number,
  y0: number,
  size: { width: number; height: number; radius: number },
): Shape {
  const { width, height, radius } = size;
  return (px, py) => {
    const x = px - x0;
    const y = py - y0;
    if (x < 0 || y < 0 || x > width || y > height) return false;
    const dx = Math.max(radius - x, x - (width - radius), 0);
    const dy = Math.max(radius - y, y - (height - radius), 0);
    return dx * dx + dy * dy <= radius * radius;
  };
}

/**
 * A digit or one of `—`, `…`, `!` at the origin. The letterforms are made of upright and level strokes with round
 * outer corners, so that they are as crisp at 8 pixels as at 40. Null for every other character.
 */
export function glyph(character: string, size: GlyphSize): Shape | null {
  const build = GLYPHS[character];
  return build === undefined ? null : build(strokes(size));
}

interface Strokes extends GlyphSize {
  /** Top and bottom of the middle bar; the upper bowl is never the larger one. */
  mid: number;
  midEnd: number;
  /** Where the opening of a bowl begins and ends, so that 6 is never taken for 8. */
  upperOpen: number;
  lowerOpen: number;
  whole: Shape;
  upper: Shape;
  lower: Shape;
  box: (x0: number, y0: number, x1: number, y1: number) => Shape;
}

function strokes(size: GlyphSize): Strokes {
  const { width, height, bar } = size;
  const mid = Math.floor((height - bar) / 2);
  return {
    ...size,
    mid,
    midEnd: mid + bar,
    upperOpen: bar + Math.floor((mid - bar) / 3),
    lowerOpen: height - bar - Math.floor((height - 2 * bar - mid) / 3),
    whole: bowl(0, height, size),
    upper: bowl(0, mid + bar, size),
    lower: bowl(mid, height, size),
    box: (x0, y0, x1, y1) => (x, y) => x >= x0 && x <= Math.min(x1, width) && y >= y0 && y <= y1,
  };
}

/** A ring from `y0` to `y1` over the whole width. */
function bowl(y0: number, y1: number, { width, stem, bar }: GlyphSize): Shape {
  const height = y1 - y0;
  const radius = Math.min(width, height) * 0.32;
  const outer = roundBox(0, y0, { width, height, radius });
  const inner = roundBox(stem, y0 + bar, {
    width: width - 2 * stem,
    height: height - 2 * bar,
    radius: Math.max(0, radius - Math.max(stem, bar)),
  });
  return (x, y) => outer(x, y) && !inner(x, y);
}

function union(...shapes: readonly Shape[]): Shape {
  return (x, y) => shapes.some((shape) => shape(x, y));
}

function without(shape: Shape, ...holes: readonly Shape[]): Shape {
  return (x, y) => shape(x, y) && !holes.some((hole) => hole(x, y));
}

/** What opens a bowl to one side between two heights. */
function gap({ width, box }: Strokes, side: 'left' | 'right', between: readonly [number, number]): Shape {
  const [y0, y1] = between;
  return side === 'left' ? box(-1, y0, width / 2, y1) : box(width / 2, y0, width + 1, y1);
}

function dot(x: number, y: number, side: number): Shape {
  return roundBox(x, y, { width: side, height: side, radius: side * 0.3 });
}

const GLYPHS: Readonly<Record<string, (given: Strokes) => Shape>> = {
  '0': ({ whole }) => whole,
  '1': ({ width, height, stem, bar, box }) => {
    const left = Math.ceil((width - stem) / 2);
    const flag = Math.max(1, Math.round(width / 4));
    return union(box(left, 0, left + stem, height), box(left - flag, bar, left, 2 * bar));
  },
  '2': (given) =>
    union(
      without(given.upper, gap(given, 'left', [given.upperOpen, given.mid])),
      without(given.lower, gap(given, 'right', [given.midEnd, given.height - given.bar])),
      given.box(0, given.height - given.bar, given.width, given.height),
    ),
  '3': (given) =>
    without(
      union(given.upper, given.lower),
      gap(given, 'left', [given.upperOpen, given.mid]),
      gap(given, 'left', [given.midEnd, given.lowerOpen]),
      given.box(-1, given.mid, given.width * 0.3, given.midEnd),
    ),
  '4': ({ width, height, stem, bar, mid, box }) =>
    union(
      box(0, 0, stem, mid + 2 * bar),
      box(0, mid + bar, width, mid + 2 * bar),
      box(width - stem, 0, width, height),
    ),
  '5': (given) =>
    union(
      without(given.upper, gap(given, 'right', [given.bar, given.mid])),
      without(given.lower, gap(given, 'left', [given.midEnd, given.lowerOpen])),
      given.box(0, 0, given.width, given.bar),
      given.box(0, 0, given.stem, given.midEnd),
    ),
  '6': (given) => union(without(given.whole, gap(given, 'right', [given.upperOpen, given.mid])), given.lower),
  '7': ({ width, height, stem, bar, box }) => {
    const slant = Math.floor((width - stem) / 2) / (height - bar);
    const leg: Shape = (x, y) => {
      const left = width - stem - Math.max(0, y - bar) * slant;
      return y >= 0 && y <= height && x >= left && x <= left + stem;
    };
    return union(box(0, 0, width, bar), leg);
  },
  '8': ({ upper, lower }) => union(upper, lower),
  '9': (given) =>
    union(without(given.whole, gap(given, 'left', [given.midEnd, given.lowerOpen])), given.upper),
  '—': ({ width, mid, midEnd, box }) => box(0, mid, width, midEnd),
  '!': ({ width, height, stem, box }) => {
    const left = Math.floor((width - stem) / 2);
    return union(box(left, 0, left + stem, height - 2 * stem), box(left, height - stem, left + stem, height));
  },
  '…': ({ width, mid, stem }) => {
    const step = Math.floor((width - stem) / 2);
    return union(...[0, 1, 2].map((index) => dot(index * step, mid, stem)));
  },
};
