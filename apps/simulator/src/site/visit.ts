import type { Session } from '../world/sessions.ts';
import type { World } from '../world/world.ts';
import type { Reply } from './reply.ts';

/** One request, as a handler sees it. */
export interface Visit {
  world: World;
  method: string;
  /** What the reader asked for: `claude.ai`, `127.0.0.1:40123`. */
  host: string;
  path: string;
  /** The `:org` of the path. */
  org: string | null;
  cookies: ReadonlyMap<string, string>;
  referer: string | null;
  session: Session | undefined;
  /** The decoded fields of a posted form; empty for any other body. */
  form: URLSearchParams;
}

export type Handler = (visit: Visit) => Reply;

/** `name=value; name=value` as a map; the first of two equal names counts, as servers read it. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}
