import * as http from 'node:http';
import * as https from 'node:https';
import type { Got } from '@claude-meter/sources';

/** Usage answers are a few KB; whatever is larger is not what was asked for. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** An idle connection is closed after this long, ms: it serves the requests of one poll. */
const IDLE_MS = 20_000;

export interface TimeLimits {
  /** Until the connection stands, TLS included, ms. */
  connectMs: number;
  /** Until the last byte of the body, ms. */
  wholeMs: number;
}

export const TIME_LIMITS: TimeLimits = { connectMs: 10_000, wholeMs: 30_000 };

export interface GetterOptions {
  /** The one origin that is ever asked. */
  origin: URL;
  /** Breaks off requests under way and closes the connection. */
  signal: AbortSignal;
  /** @default 10 s to connect, 30 s in all */
  limits?: TimeLimits | undefined;
}

/** Asks for a path with these headers and no others. Never rejects; never follows a redirect. */
export type Getter = (path: string, headers: Readonly<Record<string, string>>) => Promise<Got>;

/** Makes GET requests to one origin over one connection, kept alive between the requests of a poll. Does no I/O yet. */
export function createGetter({ origin, signal, limits = TIME_LIMITS }: GetterOptions): Getter {
  const tls = origin.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: 1, timeout: IDLE_MS };
  const agent = tls ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  signal.addEventListener('abort', () => agent.destroy(), { once: true });
  return async (path, headers) => {
    const url = new URL(path, origin);
    if (url.origin !== origin.origin)
      return { failed: `${JSON.stringify(path)} is no path of ${origin.host}.` };
    const asked: Asked = { url, tls, agent, headers, limits, signal };
    try {
      return await request(asked);
    } catch (error) {
      return { failed: sentenceOf(error as NodeJS.ErrnoException, url.host) };
    }
  };
}

interface Asked {
  url: URL;
  tls: boolean;
  agent: http.Agent;
  headers: Readonly<Record<string, string>>;
  limits: TimeLimits;
  signal: AbortSignal;
}

function request(asked: Asked): Promise<Got> {
  const { url, tls, agent, headers, limits, signal } = asked;
  return new Promise((resolve, reject) => {
    const sent = (tls ? https : http).request(url, { agent, headers, signal });
    let late: Error | null = null;
    const limit = (ms: number, what: string) =>
      setTimeout(() => {
        late = new Error(`${what} within ${ms / 1000} s`);
        sent.destroy(late);
      }, ms);
    const finishing = limit(limits.wholeMs, 'it did not finish its answer');
    const connecting = limit(limits.connectMs, 'no connection came about');
    const connected = () => clearTimeout(connecting);
    sent.on('socket', (socket) => {
      if (sent.reusedSocket) connected();
      else socket.once(tls ? 'secureConnect' : 'connect', connected);
    });
    sent.on('close', () => {
      connected();
      clearTimeout(finishing);
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      readBody(response).then(
        (text) =>
          resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response.headers), text }),
        // The body of a request that was broken off only knows that it was; the request knows why.
        (error: unknown) => reject(late ?? error),
      );
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
  EPROTO: 'it speaks no TLS',
  ETIMEDOUT: 'no connection came about',
  ABORT_ERR: 'the request was broken off',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'the answer is not UTF-8',
};

const CERTIFICATE = /^(?:CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Words for a failed request. Node's messages hold addresses and codes, never headers. */
function sentenceOf(error: NodeJS.ErrnoException, host: string): string {
  const code = error.code ?? '';
  const why = CERTIFICATE.test(code)
    ? `its certificate is not trusted: ${error.message}`
    : (KNOWN_ERRORS[code] ?? error.message);
  return `${host} could not be asked: ${why}${code === '' ? '' : ` (${code})`}.`;
}
