import { type Command, runCommand } from './command.ts';
import type { PeerLookup } from './peer.ts';

/** Finds the owner of a loopback connection with `lsof` and `ps`. macOS has no cheap table of socket users. */
export function macosPeerLookup(ownPid: number, run: Command = runCommand): PeerLookup {
  return {
    user: () => 'unknown',
    executable: async (connection, signal) => {
      const filter = ['-nP', `-iTCP:${connection.clientPort}`, '-sTCP:ESTABLISHED', '-Fpn'];
      const listing = await run('/usr/sbin/lsof', filter, signal);
      const pid = listing === null ? null : clientPid(listing, connection.clientPort, ownPid);
      if (pid === null) return null;
      const command = await run('/bin/ps', ['-p', String(pid), '-o', 'command='], signal);
      return command?.trim() || null;
    },
  };
}

/**
 * The process whose end of the connection is `clientPort`, out of `lsof -Fpn`: a line `p123` starts a process, lines
 * `n127.0.0.1:50000->127.0.0.1:63762` are its sockets.
 */
export function clientPid(listing: string, clientPort: number, ownPid: number): number | null {
  let pid: number | null = null;
  for (const line of listing.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    const isClientEnd = line.startsWith('n') && line.includes(`:${clientPort}->`);
    if (isClientEnd && pid !== null && pid !== ownPid) return pid;
  }
  return null;
}
