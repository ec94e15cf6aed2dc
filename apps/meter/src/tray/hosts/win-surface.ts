import type { HostEcho, HostImage, HostOp, HostRow } from '../hosted/protocol.ts';
import type { Pointer } from './ffi.ts';
import type { HostSurface } from './host-session.ts';
import { iconResource, notifyIconData } from './win-structs.ts';
import type { WindowsApi } from './windows-api.ts';

const NIM = { add: 0, modify: 1, delete: 2, setVersion: 4 } as const;
const SM_CXSMICON = 49;
const ICON_VERSION = 0x00030000;

export interface WinSurface extends HostSurface {
  rows(): readonly HostRow[];
  hasIcon(): boolean;
  /** Puts the icon into the notification area, again after the Explorer was started anew. False when it refuses. */
  add(): boolean;
  remove(): void;
}

/** An icon in the notification area. There is no title there: the icon carries a number, the tooltip the rest. */
export function createWinSurface(api: WindowsApi, window: Pointer, message: number): WinSurface {
  let rows: readonly HostRow[] = [];
  let icon: Pointer = null;
  let tip = '';
  let title = { text: '', runs: 0 };
  let added = false;

  const data = () => notifyIconData({ window, message, icon, tip });
  const modify = () => {
    if (added) api.Shell_NotifyIconW(NIM.modify, data());
  };

  function setIcon(images: readonly HostImage[]): void {
    const image = bestImage(images, Number(api.GetSystemMetrics(SM_CXSMICON)));
    if (image === null) return;
    const { size } = image;
    const resource = iconResource({ size, rgba: Buffer.from(image.rgba, 'base64') });
    const before = icon;
    icon = api.CreateIconFromResourceEx(resource, resource.length, 1, ICON_VERSION, size, size, 0) as Pointer;
    modify();
    if (before !== null) api.DestroyIcon(before);
  }

  function apply(op: HostOp): void {
    switch (op.op) {
      case 'title':
        title = { text: op.runs.map((run) => run.text).join(''), runs: op.runs.length };
        break;
      case 'tooltip':
        tip = withoutAccessMarks(op.text);
        modify();
        break;
      case 'icon':
        setIcon(op.images);
        break;
      case 'patch':
        rows = patched(rows, op);
        break;
      case 'menu':
        rows = op.rows;
        break;
    }
  }

  return {
    apply,
    echo: (): HostEcho => ({ title: title.text, runs: title.runs, rows: rows.length }),
    rows: () => rows,
    hasIcon: () => icon !== null,
    add() {
      added = api.Shell_NotifyIconW(NIM.add, data()) !== 0;
      if (added) api.Shell_NotifyIconW(NIM.setVersion, data());
      return added;
    },
    remove() {
      if (added) api.Shell_NotifyIconW(NIM.delete, data());
      added = false;
    },
  };
}

/** Tooltips drop a `&`, or underline what follows it; how many it takes for one depends on the system. */
function withoutAccessMarks(text: string): string {
  return text.replaceAll('&', '＆');
}

/** The smallest picture that is large enough, else the largest. */
export function bestImage(images: readonly HostImage[], wanted: number): HostImage | null {
  const sorted = images.toSorted((a, b) => a.size - b.size);
  return sorted.find(({ size }) => size >= wanted) ?? sorted.at(-1) ?? null;
}

function patched(rows: readonly HostRow[], op: Extract<HostOp, { op: 'patch' }>): HostRow[] {
  const { op: _, ...change } = op;
  return rows.map((row) => {
    if (row.kind === 'separator')
      return row.id === op.id ? { ...row, visible: op.visible ?? row.visible } : row;
    const children = row.children === null ? null : patched(row.children, op);
    return row.id === op.id ? { ...row, ...change, children } : { ...row, children };
  });
}
