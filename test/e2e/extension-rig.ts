import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../apps/simulator/src/index.ts';
import { type MeterProcess, runMeter } from './meter-process.ts';

/** Alarms of unpacked extensions may be this fast, so that a test need not wait a minute. */
export const CADENCE_MS = 3_000;

/** A simulated claude.ai and a real meter with a home of its own. */
export interface ExtensionRig {
  simulator: Simulator;
  meter: MeterProcess;
  /** Settings that point an extension at this meter. */
  settings: { port: number; cadence_ms: number };
  snapshots(): Promise<ServedSnapshot[]>;
  stop(): Promise<void>;
}

/** The part of a served snapshot that these tests look at. */
export interface ServedSnapshot {
  org_uuid: string;
  browser: string;
  account_email: string | null;
  fetched_at: string;
  stale: boolean;
  usage: unknown;
  instance: string | null;
  problem: { kind: string } | null;
}

export async function startRig(
  options: SimulatorOptions = {},
  env: Record<string, string> = {},
): Promise<ExtensionRig> {
  const home = await mkdtemp(join(tmpdir(), 'claude-meter-extension-'));
  const simulator = await startSimulator(options);
  const meter = await runMeter(join(home, 'meter'), env);
  return {
    simulator,
    meter,
    settings: { port: meter.port, cadence_ms: CADENCE_MS },
    snapshots: async () => (await (await fetch(`${meter.base}/snapshots`)).json()) as ServedSnapshot[],
    stop: async () => {
      await meter.stop();
      await simulator.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The usage body as the meter serves it, with what it says about it. */
export async function servedUsage(
  rig: ExtensionRig,
  org: string,
): Promise<{ bytes: Buffer; etag: string | null }> {
  const answer = await fetch(`${rig.meter.base}/snapshots/${org}/usage`);
  if (answer.status !== 200) throw new Error(`GET usage answered ${answer.status}: ${await answer.text()}`);
  return { bytes: Buffer.from(await answer.arrayBuffer()), etag: answer.headers.get('etag') };
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
