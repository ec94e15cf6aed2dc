import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseSnapshots, ROUTES } from '@claude-meter/wire';
import { findExtension } from '../cli/find-extension.ts';
import { loopbackGet } from '../cli/loopback-get.ts';
import { claudeCodeDir } from '../collect/claude-code/claude-code-dir.ts';
import { findSessions } from '../collect/cookies/find-sessions.ts';
import type { SourcesStatus } from '../collect/own-sources.ts';
import { type FindingStatus, findingStatus } from '../collect/session-status.ts';
import { allowedBrowsers } from '../config/config.ts';
import { readConfig } from '../config/config-file.ts';
import type { Health } from '../health.ts';
import { serviceStatus } from '../service/service-status.ts';
import { systemKeeper } from '../service/system-keeper.ts';
import type { Settings } from '../settings.ts';
import { readInstallation } from '../statusline/installation.ts';
import { placeOfMember } from '../statusline/settings-member.ts';
import type { TimelineEvent } from '../store/store.ts';
import type { Facts } from './facts.ts';

export interface Gathering {
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  /** Whether a key store may be asked where no meter runs: it may put a question on the screen. */
  askKeyStores: boolean;
}

/** Asks a running meter, or looks itself where none runs. */
export async function gatherFacts(settings: Settings, { env, now, askKeyStores }: Gathering): Promise<Facts> {
  const config = readConfig(settings.home);
  const meter = await askMeter(settings.port);
  const mayLook = meter.kind !== 'running' && settings.ownFetch && config.ok && config.config.sources.cookies;
  return {
    now: now(),
    port: settings.port,
    meter,
    configError: config.ok ? null : config.error,
    ownFetch: settings.ownFetch,
    findings: mayLook ? await look(allowedBrowsers(config.config), { env, now, askKeyStores }) : [],
    service: await serviceState(settings.home, env),
    statusline: statuslineState(settings.home, env),
    extensionFolder: findExtension()?.chromium ?? null,
  };
}

async function askMeter(port: number): Promise<Facts['meter']> {
  const health = await loopbackGet(port, ROUTES.health);
  if (!health.ok)
    return { kind: health.kind === 'not_running' ? 'not_running' : 'stranger', error: health.error };
  const parsed = JSON.parse(health.body.toString('utf8')) as Partial<Health>;
  if (parsed.name !== 'claude-meter') {
    return { kind: 'stranger', error: `What answers at 127.0.0.1:${port} is no meter.` };
  }
  const [sources, timeline, snapshots] = await Promise.all(
    [ROUTES.sources, ROUTES.timeline, ROUTES.snapshots].map((path) => loopbackGet(port, path)),
  );
  const read = <T>(answer: typeof sources, otherwise: T): T =>
    answer?.ok === true ? (JSON.parse(answer.body.toString('utf8')) as T) : otherwise;
  const rows = parseSnapshots(snapshots?.ok === true ? snapshots.body.toString('utf8') : '[]');
  return {
    kind: 'running',
    health: parsed as Health,
    sources: read<SourcesStatus | null>(sources, null),
    timeline: read<TimelineEvent[]>(timeline, []),
    snapshots: rows.ok ? rows.snapshots : [],
  };
}

async function look(
  browsers: readonly string[] | null,
  { env, now, askKeyStores }: Gathering,
): Promise<FindingStatus[]> {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const options = { platform, home: homedir(), env, now, browsers, keyStores: askKeyStores } as const;
  const { findings } = await findSessions(options);
  return findings.map(findingStatus);
}

async function serviceState(home: string, env: Gathering['env']): Promise<Facts['service']> {
  const found = systemKeeper(home, env);
  return found.ok ? serviceStatus(found.keeper) : null;
}

function statuslineState(home: string, env: Gathering['env']): Facts['statusline'] {
  const folder = claudeCodeDir(env, homedir());
  const kept = readInstallation(home);
  if (kept === null) return existsSync(folder) ? 'absent' : 'no_claude_code';
  try {
    const text = readFileSync(join(kept.settings), 'utf8');
    const place = placeOfMember(text, 'statusLine');
    return place !== null && text.slice(place.start, place.end) === kept.installed ? 'installed' : 'replaced';
  } catch {
    return 'replaced';
  }
}
