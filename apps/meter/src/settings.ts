import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { FRESHNESS_MS, POLL_MS } from '@claude-meter/core';
import { BRIDGE_PORT } from '@claude-meter/wire';

/** What the environment may change. Everything else has one answer. */
export interface Settings {
  /** The folder with the history and the latest state, 0700. `CLAUDE_METER_HOME` */
  home: string;
  /** `CLAUDE_METER_PORT` @default 63762; 0 lets the system choose (for tests) */
  port: number;
  /** Stand-in for claude.ai on this machine, for tests and the demo. `CLAUDE_METER_UPSTREAM` @default none */
  upstream: string | null;
  /** How long a post counts as fresh, ms. `CLAUDE_METER_FRESHNESS_MS` @default 120000 */
  freshnessMs: number;
  /** Pause between two own fetches, ms. `CLAUDE_METER_POLL_MS` @default 60000 */
  pollMs: number;
  /** Whether the meter may read browsers' sessions and ask claude.ai itself. `CLAUDE_METER_OWN_FETCH` @default on */
  ownFetch: boolean;
  /** Whether Claude Code's transcripts may be read. `CLAUDE_METER_TRANSCRIPTS` @default as `ownFetch` */
  transcripts: boolean;
  /** Whether `claude-meter run` shows tray and notices on this desktop. `CLAUDE_METER_DESKTOP` @default on */
  desktop: boolean;
}

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; error: string };

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the switches; a value that cannot be meant is an error with the value and the remedy in it. */
export function readSettings(env: Env, platform: NodeJS.Platform = process.platform): SettingsResult {
  const home = env['CLAUDE_METER_HOME'] || defaultHome(env, platform);
  if (!isAbsolute(home)) {
    return fail('CLAUDE_METER_HOME', home, 'is no absolute path; name the folder from the root on');
  }
  const port = wholeNumber(env, 'CLAUDE_METER_PORT', { fallback: BRIDGE_PORT, min: 0, max: 65535 });
  if (!port.ok) return port;
  const freshness = wholeNumber(env, 'CLAUDE_METER_FRESHNESS_MS', {
    fallback: FRESHNESS_MS,
    min: 100,
    max: 3_600_000,
  });
  if (!freshness.ok) return freshness;
  const poll = wholeNumber(env, 'CLAUDE_METER_POLL_MS', { fallback: POLL_MS, min: 50, max: 3_600_000 });
  if (!poll.ok) return poll;
  const upstream = env['CLAUDE_METER_UPSTREAM'] || null;
  if (upstream !== null && !isLoopbackOrigin(upstream)) {
    const why =
      'is no loopback address; only https://127.0.0.1:PORT, https://localhost:PORT or https://[::1]:PORT may stand in for claude.ai, so that no cookie can be sent elsewhere';
    return fail('CLAUDE_METER_UPSTREAM', upstream, why);
  }
  const ownFetch = onOff(env, 'CLAUDE_METER_OWN_FETCH');
  if (!ownFetch.ok) return ownFetch;
  // Whoever wants nothing read but what is posted wants this neither, unless it is said.
  const transcripts = onOff(env, 'CLAUDE_METER_TRANSCRIPTS', ownFetch.value);
  if (!transcripts.ok) return transcripts;
  const desktop = onOff(env, 'CLAUDE_METER_DESKTOP');
  if (!desktop.ok) return desktop;
  return {
    ok: true,
    settings: {
      ownFetch: ownFetch.value,
      transcripts: transcripts.value,
      desktop: desktop.value,
      home,
      port: port.value,
      upstream,
      freshnessMs: freshness.value,
      pollMs: poll.value,
    },
  };
}

/** The state folder of each system. */
export function defaultHome(env: Env, platform: NodeJS.Platform): string {
  const user = homedir();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'ClaudeMeter');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(user, 'AppData', 'Local'), 'ClaudeMeter');
  return join(env['XDG_STATE_HOME'] || join(user, '.local', 'state'), 'claude-meter');
}

/** Whether an address is an origin on this machine and nothing else. */
export function isLoopbackOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) &&
    url.username === '' &&
    url.password === '' &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === ''
  );
}

type NumberResult = { ok: true; value: number } | { ok: false; error: string };

function wholeNumber(
  env: Env,
  name: string,
  allowed: { fallback: number; min: number; max: number },
): NumberResult {
  const text = env[name];
  if (text === undefined || text === '') return { ok: true, value: allowed.fallback };
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= allowed.min && value <= allowed.max) return { ok: true, value };
  return fail(name, text, `is no whole number from ${allowed.min} to ${allowed.max}`);
}

function onOff(
  env: Env,
  name: string,
  fallback = true,
): { ok: true; value: boolean } | { ok: false; error: string } {
  const text = env[name] || (fallback ? 'on' : 'off');
  if (text === 'on' || text === 'off') return { ok: true, value: text === 'on' };
  return fail(name, text, 'is neither on nor off');
}

function fail(name: string, value: string, why: string): { ok: false; error: string } {
  return { ok: false, error: `${name}=${JSON.stringify(value)} ${why}.` };
}
