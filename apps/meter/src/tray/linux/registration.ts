import { BUS_DAEMON, type Bus } from '../../dbus/bus.ts';
import type { TrayStatus } from '../backend.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';

export interface RegistrationOptions {
  /** The name under which the item is found. */
  busName: string;
  /** Called when a watcher is there, before the item is shown to it. */
  beforeRegistering: () => Promise<void>;
  /** Called after every attempt and whenever the watcher or its panels come or go. */
  onChange: (status: TrayStatus) => void;
}

/** Registers the item with the desktop's watcher, and again whenever a new watcher appears. */
export async function keepRegistered(bus: Bus, options: RegistrationOptions): Promise<void> {
  const { busName, onChange } = options;
  const register = async () => onChange(await registerOnce(bus, options));
  await bus.call({ ...BUS_DAEMON, member: 'RequestName', signature: 'su', body: [busName, 0] });
  await bus.listen(
    `type='signal',sender='${BUS_DAEMON.destination}',member='NameOwnerChanged',arg0='${WATCHER}'`,
    ({ interface: from, member, body }) => {
      if (from !== BUS_DAEMON.interface || member !== 'NameOwnerChanged' || body[0] !== WATCHER) return;
      if (body[2] === '') onChange({ kind: 'no_watcher' });
      else void register();
    },
  );
  await bus.listen(
    `type='signal',interface='${WATCHER}',path='${WATCHER_PATH}'`,
    ({ interface: from, member }) => {
      if (from === WATCHER && /^StatusNotifierHost(Un)?[rR]egistered$/.test(member)) void register();
    },
  );
  await register();
}

async function registerOnce(
  bus: Bus,
  { busName, beforeRegistering }: RegistrationOptions,
): Promise<TrayStatus> {
  try {
    const [owned] = await bus.call({
      ...BUS_DAEMON,
      member: 'NameHasOwner',
      signature: 's',
      body: [WATCHER],
    });
    if (owned !== true) return { kind: 'no_watcher' };
    await beforeRegistering();
    await bus.call({
      destination: WATCHER,
      path: WATCHER_PATH,
      interface: WATCHER,
      member: 'RegisterStatusNotifierItem',
      signature: 's',
      body: [busName],
    });
    return (await hasHost(bus)) ? { kind: 'shown' } : { kind: 'no_host' };
  } catch {
    return { kind: 'no_watcher' };
  }
}

/** Whether some panel shows what the watcher collects. Watchers that do not say are taken at their best. */
async function hasHost(bus: Bus): Promise<boolean> {
  try {
    const [value] = await bus.call({
      destination: WATCHER,
      path: WATCHER_PATH,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'IsStatusNotifierHostRegistered'],
    });
    return (value as { value?: unknown } | undefined)?.value !== false;
  } catch {
    return true;
  }
}

/** Name of the service behind the ayatana panels. It holds the watcher's name over a connection of its own. */
const AYATANA = 'org.ayatana.indicator.application';

/** Whether the watcher is the ayatana service, whose panels take icon files instead of pixels. */
export async function takesIconFile(bus: Bus): Promise<boolean> {
  const processOf = async (name: string) => {
    const question = { ...BUS_DAEMON, member: 'GetConnectionUnixProcessID', signature: 's', body: [name] };
    return (await bus.call(question))[0];
  };
  try {
    return (await processOf(WATCHER)) === (await processOf(AYATANA));
  } catch {
    return false;
  }
}
