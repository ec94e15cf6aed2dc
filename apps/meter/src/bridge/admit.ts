import { ROUTES } from '@claude-meter/wire';

/** Whether the connecting socket belongs to the user the meter runs as; `unknown` where the system cannot tell. */
export type PeerUser = 'same' | 'other' | 'gone' | 'unknown';

/** All of a request that decides whether it may come in. */
export interface Knock {
  method: string;
  path: string;
  peer: PeerUser;
  host: string | undefined;
  /** It came by the socket in the state folder: no name can have been rebound to that. @default false */
  local?: boolean;
  origin: string | undefined;
  secFetchSite: string | undefined;
  contentType: string | undefined;
}

/** `cors` is the origin that may read the answer, null for none. */
export type Admission = { ok: true; cors: string | null } | { ok: false; status: 403 | 415; error: string };

/**
 * Who may come in, checked in this order: the user behind the socket, the Host (a page that was rebound to this
 * address still sends its own name), the Origin (what other web pages cannot hide), the media type (what forms
 * cannot send). Reads are never granted to another origin: e-mails and amounts must not leak to a page.
 *
 * @param port the port the bridge is bound to
 */
export function admit(knock: Knock, port: number): Admission {
  if (knock.peer === 'other') return refuse('This meter belongs to another user of this machine.');
  if (knock.peer === 'gone') return refuse('The connection was gone before its user could be told.');
  if (knock.local !== true && !isOwnHost(knock.host, port)) {
    return refuse(`The Host ${quote(knock.host)} is not this meter. Use http://127.0.0.1:${port}.`);
  }
  const origin = admitOrigin(knock, port);
  if (!origin.ok) return origin;
  if (knock.method === 'POST' && mediaType(knock.contentType) !== 'application/json') {
    const error = `The Content-Type ${quote(knock.contentType)} is not accepted. Send application/json.`;
    return { ok: false, status: 415, error };
  }
  return origin;
}

function admitOrigin(knock: Knock, port: number): Admission {
  const { origin, method, path, secFetchSite } = knock;
  if (origin === undefined) {
    const foreign = secFetchSite === 'cross-site' || secFetchSite === 'same-site';
    return foreign
      ? refuse(`A page of another site asked (Sec-Fetch-Site ${quote(secFetchSite)}).`)
      : { ok: true, cors: null };
  }
  if (origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length), port)) {
    return { ok: true, cors: null };
  }
  const posting = path === ROUTES.snapshots && (method === 'POST' || method === 'OPTIONS');
  if (posting && isPoster(origin)) return { ok: true, cors: origin };
  return refuse(`The Origin ${quote(origin)} may not ${method === 'GET' ? 'read' : 'do'} this.`);
}

/** Extensions and claude.ai itself may hand in what they fetched. */
function isPoster(origin: string): boolean {
  return origin === 'https://claude.ai' || /^(chrome|moz|safari-web)-extension:\/\/[\w.-]+$/.test(origin);
}

function isOwnHost(host: string | undefined, port: number): boolean {
  if (host === undefined) return false;
  const at = host.lastIndexOf(':');
  return host.slice(at + 1) === String(port) && OWN_NAMES.has(host.slice(0, at).toLowerCase());
}

const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';')[0]?.trim().toLowerCase();
}

function refuse(error: string): Admission {
  return { ok: false, status: 403, error };
}

function quote(value: string | undefined): string {
  return value === undefined ? '(none)' : JSON.stringify(value.slice(0, 200));
}
