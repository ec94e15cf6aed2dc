import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TrayIcon, type TrayModel, titleText } from '@claude-meter/core';
import { drawGauge, drawIcon } from '../icon/draw-icon.ts';
import { argbBytes } from '../icon/picture.ts';
import { encodePng } from '../icon/png.ts';
import type { ItemLook, Pixmap } from './notifier-item.ts';

/** Sides at which panels ask for icons; what they need in between they scale from the next larger one. */
const SIDES = [22, 24, 32, 48, 64] as const;
/** Side of the icon file: twice the usual panel icon, so that it stays sharp on dense screens. */
const FILE_SIDE = 48;
/** Looks kept ready: a flashing icon has two. */
const KEPT = 8;

/** Turns models into looks; pictures and files are made once per look. */
export function createLooks(
  iconFolder: string,
): (model: TrayModel | null, options: { file: boolean }) => ItemLook {
  const pixmaps = createPixmaps();
  let file: { icon: TrayIcon; path: string } | null = null;
  const pathOf = (icon: TrayIcon) => {
    if (file?.icon !== icon) file = { icon, path: writeIconFile(iconFolder, icon) };
    return file.path;
  };
  return (model, options) => {
    if (model === null) return { iconName: '', pixmaps: () => [], tooltip: '', a11y: '', label: '' };
    return {
      iconName: options.file ? pathOf(model.icon) : '',
      pixmaps: () => pixmaps(model.icon),
      tooltip: model.tooltip,
      a11y: model.a11y,
      label: titleText(model.title),
    };
  };
}

/** The icon in every size. Drawn once per look, not once per question: panels ask often. */
function createPixmaps(): (icon: TrayIcon) => readonly Pixmap[] {
  const drawn = new Map<string, readonly Pixmap[]>();
  return (icon) => {
    const key = JSON.stringify(icon);
    const known = drawn.get(key);
    if (known !== undefined) return known;
    const pixmaps = SIDES.map((side): Pixmap => [side, side, argbBytes(drawIcon(icon, side))]);
    drawn.set(key, pixmaps);
    for (const oldest of [...drawn.keys()].slice(0, -KEPT)) drawn.delete(oldest);
    return pixmaps;
  };
}

/**
 * Writes the icon as a PNG file for panels that take a file instead of pixels, and removes all but the newest few.
 * Those panels print the numbers beside it, so the file is a gauge. The name comes from the content, since panels cache by name.
 *
 * @returns the absolute path; '' when the folder cannot be written
 */
function writeIconFile(folder: string, icon: TrayIcon): string {
  const png = encodePng(drawGauge(icon, FILE_SIDE));
  const name = `claude-meter-${createHash('sha256').update(png).digest('hex').slice(0, 16)}.png`;
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const there = readdirSync(folder).filter((file) => /^claude-meter-[0-9a-f]{16}\.png$/.test(file));
    if (there.includes(name)) return path;
    writeFileSync(`${path}.new`, png, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    for (const old of there.slice(0, Math.max(0, there.length - KEPT)))
      rmSync(join(folder, old), { force: true });
    return path;
  } catch {
    return '';
  }
}
