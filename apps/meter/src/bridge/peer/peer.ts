import type { PeerUser } from '../admit.ts';

/** The two ends of a loopback connection as the client sees them: `client` is its end, `server` ours. */
export interface Connection {
  clientAddress: string;
  clientPort: number;
  serverPort: number;
}

/** Asks the operating system who is behind a connection, while its socket still lives. */
export interface PeerLookup {
  /** Called once per connection, synchronously, before its first request is answered. */
  user(connection: Connection): PeerUser;
  /** Path or command line of the owning process; null when the system does not tell. */
  executable(connection: Connection, signal: AbortSignal): Promise<string | null>;
}
