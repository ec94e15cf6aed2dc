import { setTimeout as sleep } from 'node:timers/promises';
import { applyOps, planUpdate, type TrayModel, type TrayOp } from '@claude-meter/core';
import { connectBus } from '../../dbus/bus.ts';
import type { TrayBackend, TrayEvents, TrayStatus } from '../backend.ts';
import { createDbusMenu, type DbusMenu } from './dbus-menu.ts';
import { createLooks } from './icon-looks.ts';
import { createNotifierItem, type NotifierItem } from './notifier-item.ts';
import { keepRegistered, takesIconFile } from './registration.ts';

export interface StatusNotifierOptions {
  events: TrayEvents;
  /** Takes the icon away and hangs up. */
  signal: AbortSignal;
  /** The session bus, asked anew for every connection; null where there is none. */
  address: () => string | null;
  /** Folder for the icon file that some panels want instead of pixels. */
  iconFolder: string;
  /** Tells several items of one process apart. @default 1 */
  itemNumber?: number;
  /** Decides what hosts are told. @default planUpdate */
  plan?: typeof planUpdate;
}

/** Pauses before connecting again, ms; the last one repeats. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/**
 * The tray of Linux desktops, in process: an icon with a menu on the session bus (StatusNotifierItem and
 * com.canonical.dbusmenu). A bus that dies only takes the icon away until it is back.
 */
export function startStatusNotifier(options: StatusNotifierOptions): TrayBackend {
  const { events, signal } = options;
  const shown = createShown(options.plan ?? planUpdate);
  let status: TrayStatus = { kind: 'starting' };

  function setStatus(next: TrayStatus): void {
    if (next.kind === status.kind) return;
    status = next;
    events.onStatus(next);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const address = options.address();
      if (address === null) setStatus({ kind: 'no_session_bus' });
      else {
        const end = await serve(address, { ...options, shown, setStatus });
        failures = end.served ? 0 : failures + 1;
        if (signal.aborted) return;
        setStatus({ kind: 'bus_lost', reason: end.reason });
      }
      const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  return {
    name: 'linux-sni',
    update: shown.update,
    status: () => status,
    closed: run(),
  };
}

/** What hosts see, and what they ought to see. It outlives connections. */
interface Shown {
  held(): TrayModel | null;
  update(model: TrayModel): void;
  /** Brings what hosts see up to the newest model, as far as an open menu allows. True when rows were replaced. */
  catchUp(): boolean;
  /** The objects that tell hosts, null while there is no connection. */
  attach(objects: { item: NotifierItem; menu: DbusMenu } | null): void;
}

function createShown(plan: typeof planUpdate): Shown {
  let held: TrayModel | null = null;
  let newest: TrayModel | null = null;
  let objects: { item: NotifierItem; menu: DbusMenu } | null = null;

  function catchUp(): boolean {
    if (newest === null) return false;
    const { ops } = plan(held, newest, { menuOpen: objects?.menu.isOpen() ?? false });
    held = applyOps(held, ops);
    if (objects !== null) announce(objects, ops);
    return ops.some((op) => op.op === 'menu');
  }

  return {
    held: () => held,
    update(model) {
      newest = model;
      catchUp();
    },
    catchUp,
    attach(given) {
      objects = given;
      catchUp();
    },
  };
}

function announce({ item, menu }: { item: NotifierItem; menu: DbusMenu }, ops: readonly TrayOp[]): void {
  for (const op of ops) {
    if (op.op === 'title') item.labelChanged();
    if (op.op === 'icon') item.iconChanged();
    if (op.op === 'tooltip') item.tooltipChanged();
  }
  menu.announce(ops);
}

interface Serving extends StatusNotifierOptions {
  shown: Shown;
  setStatus: (status: TrayStatus) => void;
}

/** Serves the item over one connection until it ends. */
async function serve(address: string, serving: Serving): Promise<{ served: boolean; reason: string }> {
  const { shown, events, signal } = serving;
  const looks = createLooks(serving.iconFolder);
  const objects: { item?: NotifierItem; menu?: DbusMenu } = {};
  try {
    const bus = await connectBus(address, {
      signal,
      answer: (call) => objects.item?.answer(call) ?? objects.menu?.answer(call) ?? null,
    });
    const { variant, emit } = bus;
    let file = false;
    const menu = createDbusMenu({
      variant,
      emit,
      rows: () => shown.held()?.menu ?? [],
      onClick: events.onClick,
      onClosed: shown.catchUp,
    });
    const look = () => looks(shown.held(), { file });
    const item = createNotifierItem({ variant, emit, look, onActivate: events.onActivate });
    Object.assign(objects, { item, menu });
    shown.attach({ item, menu });
    await keepRegistered(bus, {
      busName: `org.kde.StatusNotifierItem-${process.pid}-${serving.itemNumber ?? 1}`,
      beforeRegistering: async () => {
        file = await takesIconFile(bus);
      },
      onChange: (status) => {
        if (status.kind !== 'shown') menu.hostGone();
        shown.catchUp();
        serving.setStatus(status);
      },
    });
    await bus.closed;
    return { served: true, reason: 'The session bus hung up.' };
  } catch (error) {
    return { served: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    shown.attach(null);
  }
}
