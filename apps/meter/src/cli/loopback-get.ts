import { connect } from 'node:net';

export type LoopbackAnswer =
  | { ok: true; body: Buffer }
  | { ok: false; kind: 'not_running' | 'not_a_meter'; error: string };

/** A meter answers within milliseconds; what keeps silent for this long is none. */
const TIME_LIMIT_MS = 2_000;
/** More than this is no answer of a meter, bytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * One GET from the meter on this machine, over a bare socket: `fetch` and `node:http` would take longer to load than
 * the meter to answer. The body comes as the very bytes that were sent, checked to be JSON.
 */
export async function loopbackGet(
  port: number,
  path: string,
  limitMs = TIME_LIMIT_MS,
): Promise<LoopbackAnswer> {
  const got = await exchange(port, limitMs, `GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  if (typeof got === 'string') {
    return { ok: false, kind: 'not_running', error: `No meter answers at 127.0.0.1:${port} (${got}).` };
  }
  const split = got.indexOf('\r\n\r\n');
  const head = got.toString('latin1', 0, Math.max(split, 0)).toLowerCase();
  const body = got.subarray(split + 4);
  const wrong = split < 0 ? 'it speaks no HTTP' : judge(head, body);
  if (wrong === null) return { ok: true, body };
  return {
    ok: false,
    kind: 'not_a_meter',
    error: `What answers at 127.0.0.1:${port} is no meter: ${wrong}.`,
  };
}

/** The whole answer, or the reason why there is none. */
function exchange(port: number, limitMs: number, request: string): Promise<Buffer | string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (result: Buffer | string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(
      () => settle(chunks.length === 0 ? 'no answer in time' : Buffer.concat(chunks)),
      limitMs,
    );
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) settle(Buffer.concat(chunks));
    });
    socket.on('end', () => settle(Buffer.concat(chunks)));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}

/** What a meter would not have said, null when all is as it should be. */
function judge(head: string, body: Buffer): string | null {
  const status = /^http\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) return 'it speaks no HTTP';
  if (status !== '200') return `it says ${status} ${JSON.stringify(body.toString('utf8', 0, 200))}`;
  if (!/^content-type: *application\/json\b/m.test(head)) return 'its answer is no JSON';
  const length = /^content-length: *(\d+)/m.exec(head)?.[1];
  if (length !== undefined && Number(length) !== body.length) return 'its answer broke off';
  try {
    JSON.parse(body.toString('utf8'));
    return null;
  } catch {
    return 'its answer is no JSON';
  }
}
