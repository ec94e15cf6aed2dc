import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import type { TrayBackend } from '../../src/tray/backend.ts';
import { type HostLauncher, startHosted } from '../../src/tray/hosted/hosted-backend.ts';
import type { StandIn } from './stand-in.ts';
import type { modelOf } from './transcript.ts';

/** A tray whose host draws over a stand-in. */
export interface HostedTray {
  backend: TrayBackend;
  /** Ids of the rows that were chosen. */
  clicks: string[];
  /** Ends it, and expects that nothing has failed. */
  end(): Promise<void>;
}

export interface HostedTrayOptions extends Omit<HostLauncher, 'command'> {
  /** What runs the host over its stand-in. */
  host: URL;
  shows: ReturnType<typeof modelOf>;
}

/** Starts the host in a process of its own and waits until it shows what it was given. */
export async function startHostedTray(standIn: StandIn, options: HostedTrayOptions): Promise<HostedTray> {
  const { host, shows, ...launcher } = options;
  for (const name of ['STAND_IN_CONTROL', 'STAND_IN_ANSWERS']) vi.stubEnv(name, standIn.env[name]);
  const ending = new AbortController();
  const clicks: string[] = [];
  const failures: string[] = [];
  const backend = startHosted({
    launchers: [{ ...launcher, command: [process.execPath, fileURLToPath(host), standIn.library] }],
    events: {
      onClick: (id) => void clicks.push(id),
      onActivate() {},
      onStatus: (status) => {
        if ('reason' in status) failures.push(status.reason);
      },
    },
    signal: ending.signal,
    memory: { failure: () => null, worked() {}, gaveUp() {} },
    clock: Date.now,
    limits: { handshakeMs: 10_000 },
  });
  backend.update(shows);
  await vi.waitFor(() => expect(backend.status()).toEqual({ kind: 'shown' }), WAIT);
  return {
    backend,
    clicks,
    async end() {
      ending.abort();
      await backend.closed;
      vi.unstubAllEnvs();
      expect(failures).toEqual([]);
    },
  };
}

/** How long a host may take for what is asked of it. */
export const WAIT = { timeout: 15_000, interval: 10 };
