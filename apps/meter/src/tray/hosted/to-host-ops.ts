import type { MenuRow, TitleRun, TrayIcon, TrayOp } from '@claude-meter/core';
import { drawUrgent, PLATES } from '../icon/draw-icon.ts';
import type { HostImage, HostOp, HostRow, HostRun } from './protocol.ts';

/** Room at both ends of a coloured run, so that its ground does not touch the digits. */
const THIN_SPACE = '\u2009';

/**
 * Operations as hosts take them: colours instead of meanings, pixels instead of numbers, and no actions, since a host
 * only names the row that was chosen.
 *
 * @param iconSizes sides in pixels that the host wants; none where the title says it all
 */
export function toHostOps(ops: readonly TrayOp[], iconSizes: readonly number[]): HostOp[] {
  const wanted = iconSizes.length === 0 ? ops.filter((op) => op.op !== 'icon') : ops;
  return wanted.map((op) => toHostOp(op, iconSizes));
}

function toHostOp(op: TrayOp, iconSizes: readonly number[]): HostOp {
  switch (op.op) {
    case 'title':
      return { op: 'title', runs: op.runs.map(hostRun), a11y: op.a11y };
    case 'tooltip':
      return { op: 'tooltip', text: op.text };
    case 'icon':
      return { op: 'icon', images: hostImages(op.icon, iconSizes) };
    case 'patch':
      return { op: 'patch', id: op.id, ...op.change };
    case 'menu':
      return { op: 'menu', rows: op.rows.map(hostRow) };
  }
}

function hostRun({ text, severity }: TitleRun): HostRun {
  if (severity === 'calm') return { text, ground: null, ink: null };
  const { plate, ink } = PLATES[severity];
  return { text: THIN_SPACE + text + THIN_SPACE, ground: plate, ink };
}

function hostImages(icon: TrayIcon, sizes: readonly number[]): HostImage[] {
  return sizes.map((size) => {
    const { rgba } = drawUrgent(icon, size);
    return { size, rgba: Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength).toString('base64') };
  });
}

function hostRow(row: MenuRow): HostRow {
  if (row.kind === 'separator') return row;
  const { kind, id, title, enabled, visible, mark, on, children } = row;
  return { kind, id, title, enabled, visible, mark, on, children: children?.map(hostRow) ?? null };
}
