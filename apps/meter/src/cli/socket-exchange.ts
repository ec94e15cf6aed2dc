import type { NetConnectOpts, Socket } from 'node:net';

/**
 * One question over a bare socket and all that comes back: `fetch` and `node:http` take longer to load than a meter to
 * answer. Null when none of the ways leads anywhere, or when the answer has not ended in time. Never rejects.
 *
 * @param ways tried one after the other until somebody is there
 * @param limitMs for all of them together
 */
export function socketExchange(
  ways: readonly NetConnectOpts[],
  request: string,
  limitMs: number,
): Promise<Buffer | null> {
  if (ways.length === 0) return Promise.resolve(null);
  // Loaded only where somebody is asked: it takes a prompt three milliseconds.
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((resolve) => {
    let socket: Socket | undefined;
    const settle = (answer: Buffer | null) => {
      clearTimeout(timer);
      socket?.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), limitMs);
    const ask = ([way, ...others]: readonly NetConnectOpts[]) => {
      if (way === undefined) return settle(null);
      const chunks: Buffer[] = [];
      socket = connect(way);
      socket.on('connect', () => socket?.write(request));
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => settle(Buffer.concat(chunks)));
      socket.on('error', () => ask(others));
    };
    ask(ways);
  });
}
