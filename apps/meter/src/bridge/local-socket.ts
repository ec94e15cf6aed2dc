import { chmod, rmSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';

/**
 * A second way in, for programs of this user: a socket in the state folder. The folder is open to nobody else, so that
 * the system itself answers who is there; over TCP it takes milliseconds to find out, more than a prompt should wait.
 * Whoever comes in this way speaks to the same server. Where it cannot be, there is none: TCP does everything too.
 *
 * @param welcome is told of each socket before the server is
 */
export function listenLocally(
  server: HttpServer,
  path: string | null,
  { welcome, signal }: { welcome: (socket: Socket) => void; signal: AbortSignal },
): void {
  if (path === null || signal.aborted) return;
  const local = createServer((socket) => {
    welcome(socket);
    server.emit('connection', socket);
  });
  local.maxConnections = 1000;
  local.on('error', () => {});
  // Of a meter that was killed: this folder is ours alone, another meter in it was looked for before.
  rmSync(path, { force: true });
  // A meter that is stopped at once has no socket any more.
  local.listen(path, () => chmod(path, 0o600, () => {}));
  signal.addEventListener('abort', () => local.close(), { once: true });
}
