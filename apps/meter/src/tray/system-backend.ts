import { cpus, machine, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { sessionBusAddress } from '../collect/cookies/session-bus.ts';
import type { TrayBackend, TrayEvents, TrayStatus } from './backend.ts';
import { openHostMemory } from './hosted/host-memory.ts';
import { startHosted } from './hosted/hosted-backend.ts';
import { launchersFor } from './launchers.ts';
import { startStatusNotifier } from './linux/status-notifier.ts';

export interface SystemBackendOptions {
  /** The state folder. */
  home: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** The one host that is wanted, or `off`; null for the usual order. */
  wanted: string | null;
  clock: () => number;
}

/** The tray of the system we run on. */
export function systemBackend(
  { home, platform, env, wanted, clock }: SystemBackendOptions,
  { events, signal }: { events: TrayEvents; signal: AbortSignal },
): TrayBackend {
  if (wanted === 'off') return noBackend({ kind: 'off' });
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') {
    return noBackend({ kind: 'unsupported', platform });
  }
  if (platform === 'linux') {
    const iconFolder = join(home, 'icons');
    return startStatusNotifier({ events, signal, iconFolder, address: () => sessionBusAddress(env) });
  }
  const arch = trueArch(platform);
  const launchers = launchersFor({
    platform,
    arch,
    release: release(),
    execPath: process.execPath,
    file: hostFile,
    forced: wanted,
  });
  const system = `${platform} ${release()} ${arch} ${manifest.version}`;
  const memory = openHostMemory({ path: join(home, 'tray-hosts.json'), system, clock });
  return startHosted({ launchers, events, signal, memory, clock });
}

/** A Node under Rosetta takes the machine for an Intel one; its processor has a name. */
function trueArch(platform: NodeJS.Platform): string {
  if (platform !== 'darwin') return machine();
  return machine() === 'arm64' || /^Apple/.test(cpus()[0]?.model ?? '') ? 'arm64' : 'x64';
}

/** Hosts lie beside this file in the source, and above the bundle's parts when built. */
function hostFile(name: 'mac-host' | 'win-host' | 'mac-jxa'): string {
  const source = import.meta.url.endsWith('.ts');
  return fileURLToPath(source ? SOURCES[name] : new URL(`../${name}.js`, import.meta.url));
}

const SOURCES = {
  'mac-host': new URL('./hosts/mac-host.ts', import.meta.url),
  'mac-jxa': new URL('./hosts/mac-jxa.js', import.meta.url),
  'win-host': new URL('./hosts/win-host.ts', import.meta.url),
} as const;

function noBackend(status: TrayStatus): TrayBackend {
  return { name: 'none', update() {}, status: () => status, closed: Promise.resolve() };
}
