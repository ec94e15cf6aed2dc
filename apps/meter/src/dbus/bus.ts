import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, MessageBus } from '@particle/dbus-next';
import { guardStream, streamOf } from './guard-stream.ts';

/** A call of somebody else's method. */
export interface OutgoingCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  /** D-Bus signature of `body`. */
  signature?: string;
  body?: unknown[];
}

/** Somebody calls a method of ours. */
export interface IncomingCall {
  path: string;
  /** '' when the caller named none. */
  interface: string;
  member: string;
  signature: string;
  body: readonly unknown[];
  sender: string;
}

export type Answer = { signature: string; body: unknown[] } | { error: string; text: string };

export interface BusSignal {
  path: string;
  interface: string;
  member: string;
  signature: string;
  body: unknown[];
}

/** A connection to the session bus that offers methods as well as calling them. */
export interface Bus {
  /** Calls a method; rejects with an error reply, after the time limit, and when the connection ends. */
  call(call: OutgoingCall): Promise<unknown[]>;
  /** Sends a signal to everybody who listens; says nothing when the connection has ended. */
  emit(signal: BusSignal): void;
  /** Hears the signals of a match rule from now on. */
  listen(rule: string, listener: (signal: BusSignal) => void): Promise<void>;
  /** A value that carries its own signature. */
  variant(signature: string, value: unknown): unknown;
  /** Resolves when the connection has ended, whoever ended it. */
  closed: Promise<void>;
}

export interface ConnectOptions {
  /** Ends the connection. */
  signal: AbortSignal;
  /** Answers a call; null for what is not offered. */
  answer?: (call: IncomingCall) => Answer | null;
  /** Longest wait for a reply, ms. */
  limitMs?: number;
}

export const BUS_DAEMON = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

const CALL_LIMIT_MS = 10_000;

/**
 * Connects to a session bus. The client library is loaded here and not before: where nothing uses the bus, nothing
 * pays for it. Rejects when the bus cannot be reached.
 *
 * @param address a D-Bus address such as `unix:path=/run/user/1000/bus`
 */
export async function connectBus(address: string, options: ConnectOptions): Promise<Bus> {
  options.signal.throwIfAborted();
  const library = await import('@particle/dbus-next');
  const connection = library.sessionBus({ busAddress: address });
  const closed = ending(connection);
  // The library reports a lost connection as an error too; what is waiting is told by `closed`.
  let isEnding = false;
  const hangUp = () => {
    // A broken bus can be reported many times.
    if (isEnding) return;
    isEnding = true;
    connection.disconnect();
    endSoon(connection);
  };
  connection.on('error', hangUp);
  options.signal.addEventListener('abort', hangUp, { once: true });
  const settled = closed.then(() => options.signal.removeEventListener('abort', hangUp));

  if (options.answer !== undefined) offer(connection, library.Message, options.answer);
  const bus: Bus = {
    closed: settled,
    variant: (signature, value) => new library.Variant(signature, value),
    async call(call) {
      const ended = new AbortController();
      try {
        const reply = await Promise.race([
          connection.call(new library.Message(call)),
          settled.then(() => Promise.reject(new Error('The session bus hung up.'))),
          sleep(options.limitMs ?? CALL_LIMIT_MS, undefined, { signal: ended.signal, ref: false }).then(() =>
            Promise.reject(new Error(`${call.member} of ${call.destination} was not answered in time.`)),
          ),
        ]);
        return reply?.body ?? [];
      } finally {
        ended.abort();
      }
    },
    emit({ path, interface: from, member, signature, body }) {
      ifOpen(() => connection.send(library.Message.newSignal(path, from, member, signature, body)));
    },
    async listen(rule, listener) {
      connection.on('message', (message) => {
        if (message.type === library.MessageType.SIGNAL) listener(received(message));
      });
      await bus.call({ ...BUS_DAEMON, member: 'AddMatch', signature: 's', body: [rule] });
    },
  };
  await new Promise<void>((resolve, reject) => {
    connection.once('connect', resolve);
    void settled.then(() => reject(new Error(`The session bus at ${JSON.stringify(address)} hung up.`)));
  });
  return bus;
}

/** Routes incoming calls to `answer` before the library's own service objects see them. */
function offer(
  connection: MessageBus,
  messages: typeof Message,
  answer: (call: IncomingCall) => Answer | null,
): void {
  connection.addMethodHandler((message: Message) => {
    const reply = answer(received(message));
    if (reply === null) return false;
    ifOpen(() => {
      if ('error' in reply) connection.send(errorReply(messages, message, reply));
      else connection.send(messages.newMethodReturn(message, reply.signature, reply.body));
    });
    return true;
  });
}

function received(message: Message): IncomingCall & BusSignal {
  return {
    path: message.path,
    interface: message.interface ?? '',
    member: message.member,
    signature: message.signature ?? '',
    body: message.body ?? [],
    sender: message.sender,
  };
}

/** The library's types take the message here for a string. */
function errorReply(
  messages: typeof Message,
  to: Message,
  { error, text }: { error: string; text: string },
): Message {
  const make = messages.newError as unknown as (to: Message, name: string, text: string) => Message;
  return make(to, error, text);
}

/** The library tells of an ended connection only at the next write; its socket knows at once. */
function ending(connection: MessageBus): Promise<void> {
  const stream = guardStream(connection);
  return new Promise((resolve) => stream.once('close', resolve));
}

/** How long a bus may take to hang up when it is told to, ms. */
const HANG_UP_MS = 500;

/** A bus that does not hang up in its turn must not be waited for. */
function endSoon(connection: MessageBus): void {
  const stream = streamOf(connection);
  if (stream.closed) return;
  const late = setTimeout(() => stream.destroy(), HANG_UP_MS);
  stream.once('close', () => clearTimeout(late));
}

/** Runs what sends a message; a connection that has just ended is heard of through `closed`. */
function ifOpen(send: () => void): void {
  try {
    send();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('stream is closed')) throw error;
  }
}
