import type { Http2ServerRequest } from 'node:http2';
import type { World } from '../world/world.ts';
import { parseCookies, type Visit } from './visit.ts';

const FORM_BYTES = 65_536;

/** Gathers what a handler needs; reads a posted form to its end, any other body not at all. */
export async function readVisit(
  world: World,
  request: Http2ServerRequest,
  { path, org }: { path: string; org: string | null },
): Promise<Visit> {
  const { headers, method } = request;
  const cookies = parseCookies(headers.cookie);
  const isForm =
    method === 'POST' && headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const key = cookies.get('sessionKey');
  return {
    world,
    method,
    path,
    org,
    cookies,
    host: headers[':authority'] ?? headers.host ?? 'claude.ai',
    referer: headers.referer ?? null,
    session: key === undefined ? undefined : world.session(key),
    form: new URLSearchParams(isForm ? await readText(request) : ''),
  };
}

async function readText(request: Http2ServerRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > FORM_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
