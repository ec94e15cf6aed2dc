import { CLAUDE_ORIGIN, type Got, SETTINGS_URL } from '@claude-meter/sources';
import { createGetter, type TimeLimits } from './https-get.ts';

export interface UpstreamOptions {
  /** Stand-in on this machine; null for claude.ai itself. */
  upstream: string | null;
  signal: AbortSignal;
  /** @default 10 s to connect, 30 s in all */
  limits?: TimeLimits;
}

/** Asks claude.ai for a path with the cookies of one session. Never rejects; never follows a redirect. */
export type Fetcher = (path: string, cookieHeader: string) => Promise<Got>;

/**
 * Makes the own fetch path's requests with the same three headers that the settings page sends. The cookies go to this
 * one origin and nowhere else.
 */
export function createFetcher({ upstream, signal, limits }: UpstreamOptions): Fetcher {
  const get = createGetter({ origin: new URL(upstream ?? CLAUDE_ORIGIN), signal, limits });
  return (path, cookieHeader) => get(path, { Cookie: cookieHeader, Referer: SETTINGS_URL, Accept: '*/*' });
}
