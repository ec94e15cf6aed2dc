import type { Shape } from './glyph.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** A square picture: straight RGBA, eight bits each, rows from the top. */
export interface Picture {
  size: number;
  rgba: Uint8ClampedArray;
}

/** Samples per pixel side when a shape covers a pixel only partly. */
const SAMPLES = 4;

export function emptyPicture(size: number): Picture {
  return { size, rgba: new Uint8ClampedArray(size * size * 4) };
}

/** How much of each pixel a shape covers, 0–1, rows from the top. */
export interface Mask {
  width: number;
  height: number;
  cover: Float32Array;
}

/** Rasterises a shape that lies between the origin and (`width`, `height`). */
export function rasterise(shape: Shape, width: number, height: number): Mask {
  const cover = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) cover[y * width + x] = coverage(shape, x, y);
  }
  return { width, height, cover };
}

/** Paints a colour through a mask over what is there, moved to (`left`, `top`). */
export function paint(picture: Picture, mask: Mask, at: { left: number; top: number; colour: Rgb }): void {
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      const cover = mask.cover[y * mask.width + x] ?? 0;
      const to = (y + at.top) * picture.size + x + at.left;
      if (cover > 0) blend(picture, to * 4, { colour: at.colour, cover });
    }
  }
}

/** Alpha, red, green, blue: the byte order of a StatusNotifierItem pixmap. */
export function argbBytes(picture: Picture): Uint8Array {
  const { rgba } = picture;
  const bytes = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    bytes.set([rgba[i + 3] ?? 0, rgba[i] ?? 0, rgba[i + 1] ?? 0, rgba[i + 2] ?? 0], i);
  }
  return bytes;
}

function coverage(shape: Shape, x: number, y: number): number {
  let hits = 0;
  for (let row = 0; row < SAMPLES; row += 1) {
    for (let column = 0; column < SAMPLES; column += 1) {
      if (shape(x + (column + 0.5) / SAMPLES, y + (row + 0.5) / SAMPLES)) hits += 1;
    }
  }
  return hits / (SAMPLES * SAMPLES);
}

/** Source over destination, both with straight alpha. */
function blend({ rgba }: Picture, at: number, source: { colour: Rgb; cover: number }): void {
  const under = (rgba[at + 3] ?? 0) / 255;
  const alpha = source.cover + under * (1 - source.cover);
  for (let channel = 0; channel < 3; channel += 1) {
    const below = rgba[at + channel] ?? 0;
    const above = source.colour[channel] ?? 0;
    rgba[at + channel] = (above * source.cover + below * under * (1 - source.cover)) / alpha;
  }
  rgba[at + 3] = alpha * 255;
}
