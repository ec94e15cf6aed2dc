import type { Socket } from 'node:net';
import type { PeerUser } from './admit.ts';
import { browserOfExecutable, browserOfHeaders } from './browser-name.ts';
import type { Incoming, Peers } from './http.ts';
import type { Connection, PeerLookup } from './peer/peer.ts';

/** How long a post waits for the name of its browser, ms. */
const NAME_TIMEOUT_MS = 400;

interface Known {
  /** Null: it came by the socket in the state folder. */
  connection: Connection | null;
  user: PeerUser;
  executable: Promise<string | null> | null;
}

export interface ConnectedPeers extends Peers {
  connected(socket: Socket): void;
  /** A socket that only this user can have opened. */
  connectedLocally(socket: Socket): void;
}

/** Remembers per connection who is behind it: the system is asked once, while the socket lives. */
export function createPeers(lookup: PeerLookup): ConnectedPeers {
  const known = new WeakMap<Socket, Known>();

  function connected(socket: Socket): void {
    if (known.has(socket)) return;
    const connection = {
      clientAddress: socket.remoteAddress ?? '',
      clientPort: socket.remotePort ?? 0,
      serverPort: socket.localPort ?? 0,
    };
    // Who hangs up at once has no port any more: looking for it would go through the whole table in vain.
    const user = socket.remotePort === undefined ? 'gone' : lookup.user(connection);
    known.set(socket, { connection, user, executable: null });
  }

  return {
    connected,
    connectedLocally: (socket) =>
      void known.set(socket, { connection: null, user: 'same', executable: null }),
    isLocal: (incoming) => known.get(incoming.socket)?.connection === null,
    user: (incoming) => known.get(incoming.socket)?.user ?? 'gone',
    browser: async (incoming) => {
      const peer = known.get(incoming.socket);
      if (peer === undefined) return null;
      if (peer.connection === null) return browserByHeaders(incoming);
      peer.executable ??= lookup
        .executable(peer.connection, AbortSignal.timeout(NAME_TIMEOUT_MS))
        .catch(() => null);
      const path = await Promise.race([peer.executable, timeout(NAME_TIMEOUT_MS)]);
      return (path === null ? null : browserOfExecutable(path)) ?? browserByHeaders(incoming);
    },
  };
}

function browserByHeaders(incoming: Incoming): string | null {
  const hints = incoming.headers['sec-ch-ua'];
  return browserOfHeaders(typeof hints === 'string' ? hints : undefined, incoming.headers['user-agent']);
}

function timeout(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}
