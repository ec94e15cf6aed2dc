import { type Bus, type BusSignal, connectBus } from '../dbus/bus.ts';
import { drawGauge } from '../tray/icon/draw-icon.ts';
import type { DesktopNotice, Notifier, ShowResult } from './notifier.ts';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;
const OPEN = 'default';
const OPEN_LABEL = 'Open claude.ai/settings/usage';
const ICON_SIDE = 64;
const NORMAL = 1;
const CRITICAL = 2;

export interface FreedesktopOptions {
  /** The session bus, asked anew for every connection; null where there is none. */
  address: () => string | null;
  /** The notice was clicked. */
  onOpen: () => void;
  /** Hangs up. */
  signal: AbortSignal;
}

interface Desk {
  bus: Bus;
  capabilities: readonly string[];
  /** Number of the notice that stands for a subject. */
  standing: Map<string, number>;
}

/**
 * Notices of Linux desktops (Desktop Notifications Specification 1.2). The connection is made for the first notice and
 * kept, since clicks come back over it.
 */
export function createFreedesktopNotifier(options: FreedesktopOptions): Notifier {
  let desk: Promise<Desk> | null = null;

  function connected(): Promise<Desk> {
    desk ??= connect(options, () => {
      desk = null;
    });
    return desk;
  }

  return {
    async show(notice) {
      try {
        await showOn(await connected(), notice);
        return { ok: true };
      } catch (error) {
        desk = null;
        return refused(error);
      }
    },
  };
}

async function connect({ address, onOpen, signal }: FreedesktopOptions, onLost: () => void): Promise<Desk> {
  const at = address();
  if (at === null) throw new Error('This login has no session bus.');
  const bus = await connectBus(at, { signal });
  void bus.closed.then(onLost);
  const standing = new Map<string, number>();
  await bus.listen(`type='signal',interface='${SERVICE.interface}'`, (heard) => {
    if (heard.interface === SERVICE.interface) take(heard, { standing, onOpen });
  });
  const [capabilities] = await bus.call({ ...SERVICE, member: 'GetCapabilities' });
  return { bus, capabilities: capabilities as string[], standing };
}

/** Hears clicks on our notices and that they have gone; those of other programs are none of ours. */
function take(
  { member, body }: BusSignal,
  { standing, onOpen }: { standing: Map<string, number>; onOpen: () => void },
): void {
  const [number, action] = body;
  const subject = [...standing].find(([, own]) => own === number)?.[0];
  if (subject === undefined) return;
  if (member === 'ActionInvoked' && action === OPEN) onOpen();
  if (member === 'NotificationClosed') standing.delete(subject);
}

async function showOn({ bus, capabilities, standing }: Desk, notice: DesktopNotice): Promise<void> {
  const body = capabilities.includes('body-markup') ? escapeMarkup(notice.body) : notice.body;
  const actions = capabilities.includes('actions') ? [OPEN, OPEN_LABEL] : [];
  const hints = {
    urgency: bus.variant('y', notice.urgent ? CRITICAL : NORMAL),
    'image-data': bus.variant('(iiibiiay)', image(notice.urgent)),
  };
  const [number] = await bus.call({
    ...SERVICE,
    member: 'Notify',
    signature: 'susssasa{sv}i',
    body: ['ClaudeMeter', standing.get(notice.subject) ?? 0, '', notice.title, body, actions, hints, -1],
  });
  standing.set(notice.subject, number as number);
}

/** Width, height, row length, alpha, bits, channels, bytes. */
function image(urgent: boolean): unknown[] {
  const percent = urgent ? 100 : 90;
  const number = { text: '', severity: urgent ? 'full' : 'warning', percent } as const;
  const { rgba } = drawGauge({ kind: 'numbers', fiveHour: number, sevenDay: number }, ICON_SIDE);
  return [ICON_SIDE, ICON_SIDE, ICON_SIDE * 4, true, 8, 4, Buffer.from(rgba)];
}

function refused(error: unknown): ShowResult {
  const text = error instanceof Error ? error.message : String(error);
  const unknown = error instanceof Error && 'type' in error && String(error.type).endsWith('ServiceUnknown');
  const reason = unknown ? 'No program on this desktop shows notices; install one, such as dunst.' : text;
  return { ok: false, reason };
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
