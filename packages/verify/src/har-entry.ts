/** One request of a DevTools export, as far as it is understood. Nothing of it is trusted to be there. */
export interface HarEntry {
  method: string;
  host: string;
  /** Without the query. */
  path: string;
  /** Org of a usage request, in lower case; null for every other request. */
  usageOrg: string | null;
  /** When the answer was complete, ms; null when the export does not say. */
  at: number | null;
  /** 0 when no answer came; some recorders write -1. */
  status: number;
  referer: string | null;
  /** Whether any cookie was recorded, and whether the one of a login was. Values are never kept. */
  hasCookies: boolean;
  hasSession: boolean;
  /** Names in lower case. */
  responseHeaders: Record<string, string>;
  /** The answer's body; null when the export does not hold it, or not as UTF-8. */
  body: string | null;
  /** Length of the body in bytes as the browser counted it, null when it did not. */
  size: number | null;
}

type Fields = Record<string, unknown>;

/** Reads the entries of a parsed export; null when it is none. Entries that make no sense are left out. */
export function entriesOf(har: unknown): HarEntry[] | null {
  const entries = fields(fields(har)?.['log'])?.['entries'];
  if (!Array.isArray(entries)) return null;
  return entries.map(entryOf).filter((entry) => entry !== null);
}

function entryOf(value: unknown): HarEntry | null {
  const entry = fields(value);
  const request = fields(entry?.['request']);
  const response = fields(entry?.['response']) ?? {};
  const address = text(request?.['url']);
  if (entry === null || request === null || address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const requestHeaders = headers(request['headers']);
  const content = fields(response['content']);
  const names = cookieNames(requestHeaders['cookie'] ?? '', request['cookies']);
  return {
    method: text(request['method'])?.toUpperCase() ?? '',
    host: url.host,
    path: url.pathname,
    usageOrg: isClaude(url) ? usageOrg(url.pathname) : null,
    at: answeredAt(entry),
    status: Math.max(0, number(response['status']) ?? 0),
    referer: requestHeaders['referer'] ?? null,
    hasCookies: names.length > 0,
    hasSession: names.includes(SESSION_COOKIE),
    responseHeaders: headers(response['headers']),
    body: bodyOf(content),
    size: number(content?.['size']),
  };
}

/** claude.ai, or a stand-in for it on this machine. */
function isClaude(url: URL): boolean {
  return url.hostname === 'claude.ai' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}

function usageOrg(path: string): string | null {
  return /^\/api\/organizations\/([0-9a-f-]{36})\/usage\/?$/i.exec(path)?.[1]?.toLowerCase() ?? null;
}

function answeredAt(entry: Fields): number | null {
  const started = Date.parse(text(entry['startedDateTime']) ?? '');
  const took = number(entry['time']) ?? 0;
  return Number.isNaN(started) ? null : Math.round(started + Math.max(0, took));
}

/** The cookie of a login; without it claude.ai does not know who asks. */
const SESSION_COOKIE = 'sessionKey';

function cookieNames(header: string, cookies: unknown): string[] {
  const sent = header.split(';').map((pair) => pair.split('=', 1)[0]?.trim() ?? '');
  const listed = list(cookies).map((cookie) => text(fields(cookie)?.['name']) ?? '');
  return [...sent, ...listed].filter((name) => name !== '');
}

function bodyOf(content: Fields | null): string | null {
  const body = text(content?.['text']);
  if (body === null || body === '') return null;
  if (text(content?.['encoding'])?.toLowerCase() !== 'base64') return body;
  try {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function headers(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const one of list(value)) {
    const header = fields(one);
    const name = text(header?.['name'])?.toLowerCase();
    const content = text(header?.['value']);
    if (name !== undefined && content !== null && name !== '__proto__') found[name] = content;
  }
  return found;
}

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
