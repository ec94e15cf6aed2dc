/** One row of a cookie store, whatever the browser, its value still as stored. */
export interface StoredCookie<V> {
  /** `claude.ai` for a host-only cookie, `.claude.ai` for a domain cookie. */
  host: string;
  name: string;
  path: string;
  /** ms since 1970; null for a session cookie. */
  expiresAt: number | null;
  /** ms since 1970. */
  createdAt: number;
  /** When the value was last set, ms since 1970; null when the store does not keep it. */
  updatedAt: number | null;
  value: V;
}

/** The only hosts whose rows are ever read. Compared whole: `claude.ai.evil.test` is somebody else's. */
export const CLAUDE_HOSTS: readonly string[] = ['claude.ai', '.claude.ai'];

export function isLive(cookie: StoredCookie<unknown>, now: number): boolean {
  return cookie.expiresAt === null || cookie.expiresAt > now;
}

/**
 * The cookies that a browser sends with a request to `https://claude.ai/api/…`, in its order.
 *
 * Host-only and domain cookies of one name are two cookies and both are sent (RFC 6265 §5.4): longer
 * paths first, then the older one. Dropping one of them would be a choice that claude.ai never sees a
 * browser make. `Secure` and `SameSite` forbid nothing here: the request is https and same-site.
 */
export function sentToApi<V>(cookies: readonly StoredCookie<V>[], now: number): StoredCookie<V>[] {
  return cookies
    .filter((cookie) => CLAUDE_HOSTS.includes(cookie.host) && isLive(cookie, now) && coversApi(cookie.path))
    .sort((a, b) => b.path.length - a.path.length || a.createdAt - b.createdAt);
}

/** RFC 6265 §5.1.4 for every path below `/api/`: a cookie for a single route is not part of a session. */
function coversApi(path: string): boolean {
  return path === '/' || path === '/api' || path === '/api/';
}
