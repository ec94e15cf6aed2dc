import type { Snapshot } from '@claude-meter/core';
import { type ForecastEntry, parseSnapshots, ROUTES } from '@claude-meter/wire';
import { loopbackGet } from './loopback-get.ts';

export type AskedSnapshots = { ok: true; snapshots: Snapshot[] } | { ok: false; error: string };

/** What the meter on this machine knows now; without one, a sentence that says so and what to do. */
export async function askSnapshots(port: number): Promise<AskedSnapshots> {
  const answer = await loopbackGet(port, ROUTES.snapshots);
  if (answer.ok) return parseSnapshots(answer.body.toString('utf8'));
  const remedy = answer.kind === 'not_running' ? ' Start it with "claude-meter run".' : '';
  return { ok: false, error: answer.error + remedy };
}

/** What it foretells, of one org or of all; nothing where it cannot. */
export async function askForecasts(port: number, org: string | null): Promise<ForecastEntry[]> {
  const answer = await loopbackGet(port, ROUTES.forecast + (org === null ? '' : `?org=${org}`));
  return answer.ok ? (JSON.parse(answer.body.toString('utf8')) as ForecastEntry[]) : [];
}
