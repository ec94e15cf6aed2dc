import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IconNumber, TrayIcon } from '@claude-meter/core';
import { drawIcon } from '../apps/meter/src/tray/icon/draw-icon.ts';
import { encodePng } from '../apps/meter/src/tray/icon/png.ts';

/** `node scripts/icon-picture.ts`: draws docs/pictures/tray-icons.png, the icon in every size on a light and a dark panel. */
const PICTURE = join(import.meta.dirname, '..', 'docs', 'pictures', 'tray-icons.png');
const SIZES = [22, 24, 32, 48, 64];
const PANELS = ['#f2f2f2', '#2a2a2a'];
/** Around each icon, pixels. */
const GAP = 6;

const number = (percent: number): IconNumber => ({
  text: String(Math.round(percent)),
  percent,
  severity: percent >= 100 ? 'full' : percent >= 90 ? 'warning' : 'calm',
});
const numbers = (fiveHour: number, sevenDay: number): TrayIcon => ({
  kind: 'numbers',
  fiveHour: number(fiveHour),
  sevenDay: number(sevenDay),
});
const ICONS: readonly TrayIcon[] = [
  numbers(0, 5),
  numbers(12, 34),
  numbers(56, 78),
  numbers(90, 23),
  // The unrounded number decides on the colour.
  numbers(45, 99.6),
  numbers(100, 87),
  numbers(104, 31),
  { kind: 'numbers', fiveHour: { text: '—', percent: null, severity: 'calm' }, sevenDay: number(69) },
  { kind: 'mark', mark: '!' },
  { kind: 'mark', mark: '—' },
  { kind: 'mark', mark: '…' },
];

const folder = mkdtempSync(join(tmpdir(), 'claude-meter-icons-'));
const rows = SIZES.map((size) =>
  ICONS.map((icon, place) => {
    const path = join(folder, `${size}-${place}.png`);
    writeFileSync(path, encodePng(drawIcon(icon, size)));
    return path;
  }),
);
const sheets = PANELS.flatMap((panel) => {
  const drawn = rows.flatMap((row) => ['(', ...row.flatMap((path) => framed(path, panel)), '+append', ')']);
  return ['(', '-background', panel, ...drawn, '-append', ')'];
});
// The sheets are as wide as each other: nothing has to be filled in between them.
execFileSync('convert', [...sheets, '-append', '+repage', '-strip', PICTURE]);
rmSync(folder, { recursive: true });

function framed(path: string, panel: string): string[] {
  return ['(', path, '-background', panel, '-flatten', '-bordercolor', panel, '-border', String(GAP), ')'];
}
