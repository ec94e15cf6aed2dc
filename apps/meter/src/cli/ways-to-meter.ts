import { existsSync } from 'node:fs';
import type { NetConnectOpts } from 'node:net';
import { BRIDGE_PORT } from '@claude-meter/wire';
import { localSocketPath } from '../local-socket-path.ts';
import { readRunFile } from '../run-file.ts';

/**
 * The ways to a meter, the best one first: the socket in its state folder, else its port. None where nothing says that
 * one runs, neither its folder nor a port of its own: what asks takes a prompt longer to load than all else.
 */
export function waysToMeter({ home, port }: { home: string; port: number }): NetConnectOpts[] {
  const byPort = { port, host: '127.0.0.1' };
  const path = localSocketPath(home);
  if (path === null) return [byPort];
  const runs = port !== BRIDGE_PORT || existsSync(path) || readRunFile(home) !== null;
  return runs ? [{ path }, byPort] : [];
}
