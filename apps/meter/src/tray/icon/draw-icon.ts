import { type IconNumber, type Severity, TITLE_COLOURS, type TrayIcon } from '@claude-meter/core';
import { type GlyphSize, glyph, roundBox, type Shape } from './glyph.ts';
import { emptyPicture, type Mask, type Picture, paint, type Rgb, rasterise } from './picture.ts';

/**
 * A plate and the ink on it. An icon cannot know whether its panel is light or dark, so it brings its own ground;
 * every pair has a contrast of at least 4.5 : 1.
 */
export const PLATES: Readonly<Record<Severity | 'mark', { plate: Rgb; ink: Rgb }>> = {
  calm: { plate: [44, 44, 48], ink: [255, 255, 255] },
  warning: { plate: rgb(TITLE_COLOURS.warning), ink: [0, 0, 0] },
  full: { plate: rgb(TITLE_COLOURS.full), ink: [255, 255, 255] },
  mark: { plate: [92, 92, 98], ink: [255, 255, 255] },
};

/** Draws the icon: 5 h above 7 d, each on its plate. `size` is the side in pixels. */
export function drawIcon(icon: TrayIcon, size: number): Picture {
  const picture = emptyPicture(size);
  if (icon.kind === 'mark') {
    drawPlate(picture, { top: 0, height: size, text: icon.mark, colours: PLATES.mark });
    return picture;
  }
  const between = Math.max(1, Math.round(size / 16));
  const height = Math.floor((size - between) / 2);
  const plate = (number: IconNumber, top: number) => {
    drawPlate(picture, { top, height, text: number.text, colours: PLATES[number.severity] });
  };
  plate(icon.fiveHour, 0);
  plate(icon.sevenDay, size - height);
  return picture;
}

/** Draws the fuller of the two numbers alone, for bars whose icons are too small for two. */
export function drawUrgent(icon: TrayIcon, size: number): Picture {
  const picture = emptyPicture(size);
  if (icon.kind === 'mark') {
    drawPlate(picture, { top: 0, height: size, text: icon.mark, colours: PLATES.mark });
    return picture;
  }
  const urgent = urgentOf(icon);
  drawPlate(picture, { top: 0, height: size, text: urgent.text, colours: PLATES[urgent.severity] });
  return picture;
}

/** The track of a gauge where it is not filled: between ink and plate. */
const TRACK: Rgb = [120, 120, 126];
/** A gauge begins at the lower left and runs three quarters of the way round, radians. */
const GAUGE_START = (3 / 4) * Math.PI;
const GAUGE_SWEEP = (3 / 2) * Math.PI;

/** Draws the fuller of the two numbers as a gauge, for bars that print the numbers beside the icon. */
export function drawGauge(icon: TrayIcon, size: number): Picture {
  const urgent = icon.kind === 'mark' ? null : urgentOf(icon);
  const { plate, ink } = PLATES[urgent?.severity ?? 'mark'];
  const picture = emptyPicture(size);
  const square = { width: size, height: size, radius: size / 4 };
  paint(picture, rasterise(roundBox(0, 0, square), size, size), { left: 0, top: 0, colour: plate });
  const share = Math.min(1, Math.max(0, (urgent?.percent ?? 0) / 100));
  paint(picture, arc(size, 1), { left: 0, top: 0, colour: TRACK });
  if (share > 0) paint(picture, arc(size, share), { left: 0, top: 0, colour: ink });
  return picture;
}

function arc(size: number, share: number): Mask {
  const middle = size / 2;
  const shape: Shape = (x, y) => {
    const distance = Math.hypot(x - middle, y - middle);
    if (distance < size * 0.22 || distance > size * 0.38) return false;
    const angle = Math.atan2(y - middle, x - middle) - GAUGE_START;
    const turned = angle < 0 ? angle + 2 * Math.PI : angle;
    return turned <= GAUGE_SWEEP * share;
  };
  return rasterise(shape, size, size);
}

function urgentOf({ fiveHour, sevenDay }: { fiveHour: IconNumber; sevenDay: IconNumber }): IconNumber {
  return (sevenDay.percent ?? -1) > (fiveHour.percent ?? -1) ? sevenDay : fiveHour;
}

interface Plate {
  top: number;
  height: number;
  text: string;
  colours: { plate: Rgb; ink: Rgb };
}

function drawPlate(picture: Picture, { top, height, text, colours }: Plate): void {
  const width = picture.size;
  const radius = Math.max(1, width / 10);
  const plate = kept(`plate ${width} ${height}`, () =>
    rasterise(roundBox(0, 0, { width, height, radius }), width, height),
  );
  paint(picture, plate, { left: 0, top, colour: colours.plate });
  const space = Math.max(1, Math.round(width / 24));
  const characters = [...text];
  const size = glyphSize({ width, height, space, count: characters.length });
  const textWidth = characters.length * (size.width + space) - space;
  const left = Math.floor((width - textWidth) / 2);
  const below = Math.floor((height - size.height) / 2);
  characters.forEach((character, index) => {
    paint(picture, glyphMask(character, size), {
      left: left + index * (size.width + space),
      top: top + below,
      colour: colours.ink,
    });
  });
}

/** Plates and glyphs are few and come again with every number: each is rasterised once. */
const masks = new Map<string, Mask>();

function kept(name: string, make: () => Mask): Mask {
  const mask = masks.get(name) ?? make();
  masks.set(name, mask);
  return mask;
}

function glyphMask(character: string, size: GlyphSize): Mask {
  const { width, height, stem, bar } = size;
  return kept(`${character} ${width} ${height} ${stem} ${bar}`, () =>
    rasterise(glyph(character, size) ?? (() => false), width, height),
  );
}

/** Whole pixels for every stroke: as tall as the plate allows, as wide as the digits leave room for. */
function glyphSize(room: { width: number; height: number; space: number; count: number }): GlyphSize {
  const { width, height, space, count } = room;
  const most = Math.floor((width - 2 - (count - 1) * space) / count);
  const tall = height - 2 * Math.max(1, Math.round(height * 0.13));
  const wide = Math.min(most, Math.round(tall * 0.72));
  const high = Math.min(tall, Math.round(wide * 1.7));
  return {
    width: wide,
    height: high,
    stem: Math.max(1, Math.min(Math.round(high / 5), Math.floor((wide - 1) / 2))),
    bar: Math.max(1, Math.round(high / 7)),
  };
}

function rgb(css: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (css.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
}
