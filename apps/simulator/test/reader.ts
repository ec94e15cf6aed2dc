import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { Simulator } from '../src/index.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** One HTTP/1.1 request by real TLS, trusting nothing but the simulator's authority; follows nothing. */
export function ask(simulator: Simulator, path: string, { body, ...options }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${simulator.origin}${path}`,
      { ca: readFileSync(simulator.caFile), servername: 'claude.ai', agent: false, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The same by HTTP/2. */
export function askHttp2(
  simulator: Simulator,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = connect(simulator.origin, {
      ca: readFileSync(simulator.caFile),
      servername: 'claude.ai',
    });
    session.on('error', reject);
    const stream = session.request({ ':path': path, ...headers });
    const chunks: Buffer[] = [];
    let head: Record<string, string | string[] | undefined> & { ':status'?: number } = {};
    stream.on('response', (answered) => {
      head = answered as typeof head;
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    // Not at `end`: a reset connection may end its streams before it reports the error.
    stream.on('close', () => {
      if (head[':status'] === undefined) {
        session.once('close', () => reject(new Error('The connection was lost before an answer.')));
        return session.destroy();
      }
      session.close();
      resolve({ status: Number(head[':status']), headers: head, body: Buffer.concat(chunks) });
    });
    stream.end();
  });
}

/** `name=value; …` out of the Set-Cookie lines of an answer. */
export function cookieHeader({ headers }: Answer): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');
}
