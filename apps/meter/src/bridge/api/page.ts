import type { Context } from 'hono';
import type { PageFile } from './page-files.ts';

/**
 * What the page may do: load what the meter serves, talk to the meter, nothing else. No inline script or style, no
 * foreign origin, no frame around it, and no text is ever made into markup (Trusted Types).
 */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What the first page brings with it: JSON, as text. */
export interface Brought {
  /** The body of `GET /snapshots`. */
  state: string;
  /** A `FirstLook`, or null. */
  look: string;
}

/** Where the page finds it. That is data: neither policy nor browser takes it for a script. */
const PLACES: Readonly<Record<keyof Brought, string>> = {
  state: '<script type="application/json" id="state">',
  look: '<script type="application/json" id="look">',
};

/**
 * Serves a file of the dashboard; null when there is none of that name. The page itself brings what stands now, so that
 * its first numbers wait for no second answer.
 */
export async function servePage(
  c: Context,
  files: ReadonlyMap<string, PageFile> | null,
  bring: () => Promise<Brought>,
): Promise<Response | null> {
  if (files === null) return c.req.path === '/' ? notBuilt(c) : null;
  const file = files.get(c.req.path);
  if (file === undefined) return null;
  if (c.req.path === '/') return firstPage(c, file, await bring());
  c.header('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  c.header('ETag', file.etag);
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
  return c.body(new Uint8Array(file.bytes), 200, { 'Content-Type': file.type });
}

/** Not to be kept by the browser (the bridge says `no-store`): it holds e-mail addresses. */
function firstPage(c: Context, file: PageFile, { state, look }: Brought): Response {
  c.header('Content-Security-Policy', PAGE_POLICY);
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  const page = file.bytes
    .toString('utf8')
    .replace(PLACES.state, (place) => place + asData(state))
    .replace(PLACES.look, (place) => place + asData(look));
  return c.body(page, 200, { 'Content-Type': file.type });
}

/** In JSON `<` stands within strings only, where its escape means the same: no text can end the element. */
function asData(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function notBuilt(c: Context): Response {
  const words =
    'The meter runs; its dashboard was not built. In the checkout: npm run build -w apps/dashboard\n';
  return c.text(words, 503);
}
