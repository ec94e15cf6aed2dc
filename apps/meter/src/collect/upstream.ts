import * as http from 'node:http';
import * as https from 'node:https';
import { CLAUDE_ORIGIN, type Got, SETTINGS_URL } from '@claude-meter/sources';

/** Bodies of claude.ai are a few KB; whatever is larger is not what was asked for. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface TimeLimits {
  /** Until the connection stands, TLS included, ms. */
  connectMs: number;
  /** Until the last byte of the body, ms. */
  wholeMs: number;
}

export const TIME_LIMITS: TimeLimits = { connectMs: 10_000, wholeMs: 30_000 };

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
 * Makes the own fetch path's requests: one connection, kept alive between the requests of a poll, and the same three
 * headers that the settings page sends. The cookies go to this one origin and nowhere else.
 */
export function createFetcher(options: UpstreamOptions): Fetcher {
  const origin = new URL(options.upstream ?? CLAUDE_ORIGIN);
  const tls = origin.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: 1, timeout: 20_000 };
  const agent = tls ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  options.signal.addEventListener('abort', () => agent.destroy(), { once: true });
  return (path, cookieHeader) =>
    request({
      url: new URL(path, origin),
      tls,
      agent,
      cookieHeader,
      limits: options.limits ?? TIME_LIMITS,
      signal: options.signal,
    });
}

interface Asked {
  url: URL;
  tls: boolean;
  agent: http.Agent;
  cookieHeader: string;
  limits: TimeLimits;
  signal: AbortSignal;
}

async function request(asked: Asked): Promise<Got> {
  const { url, limits } = asked;
  const whole = AbortSignal.timeout(limits.wholeMs);
  try {
    return await send(asked, AbortSignal.any([whole, asked.signal]));
  } catch (error) {
    if (whole.aborted)
      return { failed: `${url.host} did not finish its answer within ${limits.wholeMs / 1000} s.` };
    return { failed: sentenceOf(error as NodeJS.ErrnoException, url.host) };
  }
}

function send({ url, tls, agent, cookieHeader, limits }: Asked, signal: AbortSignal): Promise<Got> {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: cookieHeader, Referer: SETTINGS_URL, Accept: '*/*' };
    const sent = (tls ? https : http).request(url, { agent, headers, signal });
    const connecting = setTimeout(() => {
      sent.destroy(new Error(`no connection within ${limits.connectMs / 1000} s`));
    }, limits.connectMs);
    const connected = () => clearTimeout(connecting);
    sent.on('socket', (socket) => {
      if (sent.reusedSocket) connected();
      else socket.once(tls ? 'secureConnect' : 'connect', connected);
    });
    sent.on('close', connected);
    sent.on('error', reject);
    sent.on('response', (response) => {
      readBody(response).then((text) => {
        resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response.headers), text });
      }, reject);
    });
    sent.end();
  });
}

async function readBody(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      response.destroy();
      throw new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  // Fatal and with its byte order mark: what is kept must be the very bytes that were served.
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name !== 'set-cookie');
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

const KNOWN_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name could not be looked up: is this machine online?',
  EAI_AGAIN: 'its name could not be looked up: is this machine online?',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to it from this network',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'the answer is not UTF-8',
};

/** Words for a failed request. Node's messages hold addresses and codes, never headers. */
function sentenceOf(error: NodeJS.ErrnoException, host: string): string {
  const code = error.code ?? '';
  const certificate = /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);
  const why = certificate
    ? `its certificate is not trusted: ${error.message}`
    : (KNOWN_ERRORS[code] ?? error.message);
  return `${host} could not be asked: ${why}${code === '' ? '' : ` (${code})`}.`;
}
