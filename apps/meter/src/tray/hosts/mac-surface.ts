import type { HostEcho, HostOp } from '../hosted/protocol.ts';
import type { HostSurface } from './host-session.ts';
import { createMacRows } from './mac-rows.ts';
import { createMacTitle } from './mac-title.ts';
import type { ObjectiveC } from './objective-c.ts';

export interface MacEvents {
  onClick(rowId: string): void;
  onOpened(): void;
  onClosed(): void;
}

export interface MacSurface extends HostSurface {
  /** Whether the system shows the item, as far as it tells. */
  visibility(): { visible: 'yes' | 'no' | 'unknown'; detail: string };
}

const VARIABLE_LENGTH = -1;
/** Bit of NSWindowOcclusionState: some of the window can be seen. */
const VISIBLE = 2n;
const SETTINGS = 'System Settings > Menu Bar (x-apple.systempreferences:com.apple.MenuBarSettings)';

/** A status item with a menu. It lives until the host ends: its objects are never released. */
export function createMacSurface(objc: ObjectiveC, events: MacEvents): MacSurface {
  const item = objc.pooled(() => {
    const bar = objc.object(objc.classNamed('NSStatusBar'), 'systemStatusBar');
    return objc.object(objc.object(bar, 'statusItemWithLength:', VARIABLE_LENGTH), 'retain');
  });
  const button = objc.object(item, 'button');
  let open = false;
  /** What the meter sent while the menu was opening: it is done when it closes. */
  let late: HostOp[] = [];
  const target = objc.target('ClaudeMeterTarget', {
    'pick:': (sender) => events.onClick(objc.readText(objc.object(sender, 'representedObject'))),
    'menuWillOpen:': () => {
      open = true;
      events.onOpened();
    },
    'menuDidClose:': () => {
      open = false;
      for (const op of late.splice(0)) apply(op);
      events.onClosed();
    },
  });
  const rows = createMacRows(objc, target);
  const root = rows.menu([]);
  objc.send(root, 'setDelegate:', target);
  objc.send(item, 'setMenu:', root);
  const title = createMacTitle(objc);
  let runs = 0;

  function apply(op: HostOp): void {
    if (op.op === 'title') {
      const attributed = title(op.runs);
      objc.send(button, 'setAttributedTitle:', attributed);
      objc.send(attributed, 'release');
      objc.send(button, 'setAccessibilityLabel:', objc.text(op.a11y));
      runs = op.runs.length;
    } else if (op.op === 'tooltip') objc.send(button, 'setToolTip:', objc.text(op.text));
    else if (op.op === 'menu' || op.op === 'patch') applyToRows(op);
  }

  function applyToRows(op: Extract<HostOp, { op: 'menu' | 'patch' }>): void {
    if (open && (op.op === 'menu' || late.length > 0)) {
      late = op.op === 'menu' ? [op] : [...late, op];
      // What can be seen already is brought up to date in place.
      if (op.op === 'menu') rows.refresh(op.rows);
      else if (rows.has(op.id)) rows.patch(op);
    } else if (op.op === 'patch') rows.patch(op);
    else rows.replace(root, op.rows);
  }

  function echo(): HostEcho {
    const shown = objc.object(objc.object(button, 'attributedTitle'), 'string');
    return { title: objc.readText(shown), runs, rows: Number(objc.send(root, 'numberOfItems')) };
  }

  return {
    apply,
    echo,
    visibility() {
      const window = objc.object(button, 'window');
      if (window === null)
        return { visible: 'no', detail: `The system took the item away; see ${SETTINGS}.` };
      const seen = (BigInt(objc.send(window, 'occlusionState') as number | bigint) & VISIBLE) !== 0n;
      return seen
        ? { visible: 'yes', detail: '' }
        : { visible: 'unknown', detail: `It may be hidden by the notch or switched off in ${SETTINGS}.` };
    },
  };
}
