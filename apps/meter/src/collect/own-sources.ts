import { homedir } from 'node:os';
import { OAUTH_ORIGIN } from '@claude-meter/sources';
import { allowedBrowsers } from '../config/config.ts';
import { configReader } from '../config/config-file.ts';
import type { Ingest } from '../ingest.ts';
import type { Settings } from '../settings.ts';
import { claudeCodeStatePath } from './claude-code/claude-code-dir.ts';
import { Collector, type CollectorStatus } from './collector.ts';
import { createSessionFinder } from './cookies/find-sessions.ts';
import { runCommand } from './cookies/run-command.ts';
import { createGetter } from './https-get.ts';
import { nap } from './nap.ts';
import { findLogin } from './oauth/find-login.ts';
import { OauthSource, type OauthStatus } from './oauth/oauth-source.ts';
import { PassiveSource, type PassiveStatus } from './passive/passive-source.ts';
import { createFetcher } from './upstream.ts';

/** What `GET /api/sources` answers: what this machine offers beside the extension, and how it fares. */
export interface SourcesStatus {
  /** Why `config.json` cannot be understood; null when it can. */
  config_error: string | null;
  cookies: CollectorStatus & { on: boolean };
  oauth: OauthStatus & { on: boolean };
  passive: PassiveStatus & { on: boolean };
}

export interface OwnSources {
  /** Collects until the signal aborts. */
  run(): Promise<void>;
  /** "Refresh now": asks everything that is switched on. */
  refresh(): Promise<void>;
  status(): SourcesStatus;
}

export interface OwnSourcesParts {
  settings: Settings;
  ingest: Ingest;
  clock: () => number;
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
}

/** How often the sources beside the browsers are looked at, ms. */
const SIDE_NAP_MS = 15_000;

/** Everything that the meter collects itself, as `config.json` switches it. Does no I/O yet. */
export function createOwnSources({ settings, ingest, clock, signal, env }: OwnSourcesParts): OwnSources {
  const { home, upstream, freshnessMs, pollMs } = settings;
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const user = homedir();
  const config = configReader(home);
  const collector = new Collector({
    settings,
    ingest,
    finder: createSessionFinder({ platform, home: user, env, now: clock }),
    fetcher: createFetcher({ upstream, signal }),
    browsers: () => (config().config.sources.cookies ? allowedBrowsers(config().config) : []),
    random: Math.random,
    clock,
    signal,
  });
  const oauth = new OauthSource({
    home,
    freshnessMs,
    ingest,
    find: () => findLogin({ platform, env, home: user, run: runCommand }, clock(), signal),
    get: createGetter({ origin: new URL(upstream ?? OAUTH_ORIGIN), signal }),
    clock,
    signal,
  });
  const passive = new PassiveSource({ path: claudeCodeStatePath(env, user), freshnessMs, ingest, clock });

  async function side(force: boolean): Promise<void> {
    const { sources } = config().config;
    if (sources.oauth) await oauth.tick(force);
    // After the others have had their chance, so that a last resort does not flicker up first.
    if (sources.passive) passive.tick();
  }

  async function runSide(): Promise<void> {
    oauth.load();
    const pause = Math.min(SIDE_NAP_MS, pollMs);
    await nap(pause, signal);
    while (!signal.aborted) {
      await side(false).catch(() => {
        // A file that cannot be read or written now is tried again; `doctor` looks at it, too.
      });
      await nap(pause, signal);
    }
  }

  return {
    run: async () => void (await Promise.all([collector.run(), runSide()])),
    refresh: async () => void (await Promise.all([collector.refresh(), side(true)])),
    status: () => {
      const { config: now, error } = config();
      return {
        config_error: error,
        cookies: { on: now.sources.cookies, ...collector.status() },
        oauth: { on: now.sources.oauth, ...oauth.status() },
        passive: { on: now.sources.passive, ...passive.status() },
      };
    },
  };
}
