import { statSync } from 'node:fs';
import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardStream } from '../../dbus/guard-stream.ts';

export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  /** D-Bus signature of `body`. */
  signature?: string;
  body?: unknown[];
}

/** The few things that key stores need of D-Bus. */
export interface SessionBus {
  /** Whether a program holds that name now. Nothing is started by asking. */
  hasOwner(name: string): Promise<boolean>;
  /** Calls a method of a program that runs already and gives the values it answers with. */
  call(call: BusCall): Promise<unknown[]>;
  /** A value that carries its own signature. */
  variant(signature: string, value: unknown): unknown;
}

export type BusOutcome<T> =
  | { kind: 'done'; value: T }
  | { kind: 'timeout' }
  /** The bus or the program answered with an error; `name` is its D-Bus name where it has one. */
  | { kind: 'failed'; name: string };

/** Message flag of the D-Bus specification: never start a service to answer this call. */
const NO_AUTO_START = 0x2;

/**
 * The session bus of this login: from the environment, else the socket in the runtime folder. Null where
 * there is none (a plain ssh login, a system service) or where it is not a local socket.
 */
export function sessionBusAddress(env: Readonly<Record<string, string | undefined>>): string | null {
  const address = env['DBUS_SESSION_BUS_ADDRESS'];
  if (address) return address.split(';').find((one) => one.startsWith('unix:')) ?? null;
  const runtime = env['XDG_RUNTIME_DIR'];
  if (!runtime) return null;
  const socket = posix.join(runtime, 'bus');
  return statSync(socket, { throwIfNoEntry: false })?.isSocket() ? `unix:path=${socket}` : null;
}

/**
 * Connects to the bus, lets `use` talk for at most `limitMs`, and hangs up. The client library is loaded
 * here and not before: a run that needs no keyring never pays for it.
 */
export async function withSessionBus<T>(
  address: string,
  use: (bus: SessionBus) => Promise<T>,
  { limitMs, signal }: { limitMs: number; signal?: AbortSignal | undefined },
): Promise<BusOutcome<T>> {
  signal?.throwIfAborted();
  const { sessionBus, Message, Variant } = await import('@particle/dbus-next');
  const ended = new AbortController();
  let hangUp = (): void => {};
  try {
    const connection = sessionBus({ busAddress: address });
    guardStream(connection);
    hangUp = () => connection.disconnect();
    const call = async (what: BusCall): Promise<unknown[]> =>
      (await connection.call(new Message({ ...what, flags: NO_AUTO_START })))?.body ?? [];
    const talk = use({
      call,
      hasOwner: async (name) => {
        const [owned] = await call({ ...DAEMON, member: 'NameHasOwner', signature: 's', body: [name] });
        return owned === true;
      },
      variant: (signature, value) => new Variant(signature, value),
    });
    const broken = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: ended.signal });
    });
    const late = sleep(limitMs, null, { signal: ended.signal }).catch(() => null);
    const winner = await Promise.race([talk.then((value) => ({ value })), broken, late]);
    return winner === null ? { kind: 'timeout' } : { kind: 'done', value: winner.value };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return { kind: 'failed', name: errorName(error) };
  } finally {
    ended.abort();
    hangUp();
  }
}

const DAEMON = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/** Only the error's name is kept: what a service writes beside it is nobody's to vouch for. */
function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('type' in error && typeof error.type === 'string') return error.type;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
