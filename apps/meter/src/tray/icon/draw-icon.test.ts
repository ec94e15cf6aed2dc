import { crc32, inflateSync } from 'node:zlib';
import type { IconNumber, TrayIcon } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { drawGauge, drawIcon, drawUrgent, PLATES } from './draw-icon.ts';
import { argbBytes, type Picture, type Rgb } from './picture.ts';
import { encodePng } from './png.ts';

const SIDES = [16, 20, 22, 24, 32, 48, 64];
const number = (percent: number | null): IconNumber => ({
  text: percent === null ? '—' : String(Math.round(percent)),
  severity: (percent ?? 0) >= 100 ? 'full' : (percent ?? 0) >= 90 ? 'warning' : 'calm',
  percent,
});
const icon = (fiveHour: number | null, sevenDay: number | null): TrayIcon => ({
  kind: 'numbers',
  fiveHour: number(fiveHour),
  sevenDay: number(sevenDay),
});

/** The picture as text: ink `#`, half-covered ink `+`, plate `.`, nothing ` `. */
function drawn({ size, rgba }: Picture, ink: Rgb): string[] {
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => {
      const at = (y * size + x) * 4;
      if ((rgba[at + 3] ?? 0) < 128) return ' ';
      const away = Math.max(...ink.map((channel, index) => Math.abs((rgba[at + index] ?? 0) - channel)));
      return away < 48 ? '#' : away < 140 ? '+' : '.';
    }).join(''),
  );
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the icon', () => {
  it.each(Object.entries(PLATES))('can be read on a %s plate', (_, { plate, ink }) => {
    expect(contrast(plate, ink)).toBeGreaterThanOrEqual(4.5);
  });

  it('stands crisp at 22 pixels', () => {
    expect(drawn(drawIcon(icon(12, 86), 22), [255, 255, 255])).toMatchInlineSnapshot(`
      [
        " .................... ",
        "......##...+####+.....",
        "....####.......##.....",
        "......##.......##.....",
        "......##...######.....",
        "......##...##.........",
        "......##...##.........",
        "......##...##.........",
        "......##...######.....",
        " .................... ",
        "                      ",
        "                      ",
        " .................... ",
        "....+####+.+####+.....",
        "....##..##.##.........",
        "....##..##.##.........",
        "....######.######.....",
        "....##..##.##..##.....",
        "....##..##.##..##.....",
        "....##..##.##..##.....",
        "....+####+.+####+.....",
        " .................... ",
      ]
    `);
  });

  it.each(SIDES)('tells all ten digits apart at %i pixels', (side) => {
    const pictures = Array.from({ length: 10 }, (_, digit) =>
      drawn(drawIcon(icon(digit, 0), side), [255, 255, 255]),
    );
    const different = (a: readonly string[], b: readonly string[]) => {
      const pixels = a.join('').split('');
      return pixels.filter((pixel, index) => (pixel === '#') !== (b.join('')[index] === '#')).length;
    };
    for (const [index, one] of pictures.entries()) {
      for (const other of pictures.slice(index + 1)) {
        expect(different(one, other)).toBeGreaterThanOrEqual(side >= 22 ? 2 : 1);
      }
    }
  });

  it.each(SIDES)('keeps three digits inside the plate at %i pixels', (side) => {
    const rows = drawn(drawIcon(icon(104, 50), side), PLATES.full.ink).slice(0, Math.floor(side / 2));
    const ink = rows.flatMap((row) => [...row].flatMap((pixel, x) => (pixel === '#' ? [x] : [])));
    expect(Math.min(...ink)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...ink)).toBeLessThanOrEqual(side - 2);
  });

  it('gives the fuller number the whole icon where two do not fit', () => {
    expect(drawUrgent(icon(12, 93), 16)).toEqual(drawUrgent(icon(50, 93), 16));
    expect(drawUrgent(icon(95, 93), 16)).not.toEqual(drawUrgent(icon(12, 93), 16));
    expect(drawUrgent(icon(null, null), 16)).toEqual(drawUrgent(icon(null, null), 16));
  });

  it('fills the gauge with the fuller number', () => {
    const ink = (percent: number) =>
      drawn(drawGauge(icon(percent, 0), 48), [255, 255, 255])
        .join('')
        .split('#').length;
    expect(ink(25)).toBeGreaterThan(ink(5));
    expect(ink(75)).toBeGreaterThan(ink(25));
    expect(drawGauge(icon(0, 75), 48)).toEqual(drawGauge(icon(75, 0), 48));
  });

  it.each(['—', '…', '!'] as const)('draws the mark %s', (mark) => {
    const rows = drawn(drawIcon({ kind: 'mark', mark }, 22), [255, 255, 255]).join('');
    expect(rows).toContain('#');
  });

  it('hands pixels over as alpha, red, green, blue', () => {
    const rgba = new Uint8ClampedArray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect([...argbBytes({ size: 2, rgba })]).toEqual([
      4, 1, 2, 3, 8, 5, 6, 7, 12, 9, 10, 11, 16, 13, 14, 15,
    ]);
  });

  it('writes PNG files: signature, chunks with their checksums, unfiltered rows', () => {
    const picture = drawIcon(icon(12, 93), 22);
    expect(pixelsOfPng(encodePng(picture), 22)).toEqual([...picture.rgba]);
  });
});

/** The pixels of a picture whose rows are not filtered, read as the format is described. */
function pixelsOfPng(png: Buffer, size: number): number[] {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const chunk = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(chunk));
    if (chunk.toString('latin1', 0, 4) === 'IDAT') data.push(chunk.subarray(4));
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(data));
  const width = size * 4;
  return Array.from({ length: size }, (_, row) => {
    expect(rows[row * (width + 1)]).toBe(0);
    return [...rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1))];
  }).flat();
}
