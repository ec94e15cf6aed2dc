import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveControl } from './control/control-server.ts';
import type { CommandLine } from './read-command-line.ts';
import type { Ready } from './ready.ts';
import { serveSite } from './site/site-server.ts';
import { issueCertificates } from './tls/issue-certificates.ts';
import { createWorld } from './world/world.ts';

/**
 * Starts site and control endpoint in this process. Aborting the signal closes both at once; `removeState`
 * takes the temporary folder away again.
 *
 * @throws when a port is taken or the folder cannot be written.
 */
export async function runSimulator(
  options: Omit<CommandLine, 'withParent'>,
  { realNow, signal }: { realNow: () => number; signal: AbortSignal },
): Promise<{ ready: Ready; removeState(): Promise<void> }> {
  const world = createWorld({ ...options, realNow });
  const [certificates, stateDir] = await Promise.all([
    issueCertificates(realNow()),
    openStateDir(options.stateDir),
  ]);
  const ca = join(stateDir, 'ca.pem');
  const removeState = async () => {
    if (options.stateDir === null) await rm(stateDir, { recursive: true, force: true });
  };
  try {
    await writeFile(ca, certificates.ca, { mode: 0o600 });
    const site = await serveSite(world, { certificates, port: options.port, signal });
    const control = await serveControl(world, { port: options.controlPort, signal });
    const ready: Ready = {
      ready: true,
      origin: `https://127.0.0.1:${site.port}`,
      port: site.port,
      control: `http://127.0.0.1:${control.port}`,
      ca,
      spki: certificates.spki,
    };
    return { ready, removeState };
  } catch (cause) {
    await removeState();
    throw cause;
  }
}

async function openStateDir(wanted: string | null): Promise<string> {
  if (wanted === null) return mkdtemp(join(tmpdir(), 'claude-meter-simulator-'));
  await mkdir(wanted, { recursive: true });
  await chmod(wanted, 0o700);
  return wanted;
}
