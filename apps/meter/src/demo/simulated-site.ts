import { Agent, type RequestOptions, request } from 'node:https';
import { type Answer, SETTINGS_URL } from '@claude-meter/sources';

/** How a visitor reaches a simulated claude.ai: by its own address, under the name that its certificate carries. */
export interface SimulatedSite {
  get(path: string, cookie: string): Promise<Answer | { failed: string }>;
  /** Signs in by the form; the value of the `Cookie` header from then on, null when the site says no. */
  signIn(email: string): Promise<string | null>;
}

const NAME = 'claude.ai';
const TIME_LIMIT_MS = 30_000;

/** @param ca the authority to trust, PEM */
export function simulatedSite(origin: string, ca: string): SimulatedSite {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true });
  const base = { hostname, port, ca, agent, servername: NAME };

  return {
    get: (path, cookie) =>
      exchange({
        ...base,
        path,
        headers: { host: NAME, accept: '*/*', referer: SETTINGS_URL, cookie },
      }),
    async signIn(email) {
      const form = `email=${encodeURIComponent(email)}`;
      const headers = { host: NAME, 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await exchange({ ...base, path: '/login', method: 'POST', headers }, form);
      if ('failed' in answer || answer.status >= 400) return null;
      const set = (answer.headers['set-cookie'] ?? '').split('\n');
      return set.map((cookie) => cookie.split(';')[0]).join('; ') || null;
    },
  };
}

function exchange(options: RequestOptions, body = ''): Promise<Answer | { failed: string }> {
  return new Promise((resolve) => {
    const sent = request({ ...options, timeout: TIME_LIMIT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve({ failed: error.message }));
      response.on('end', () => {
        const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          Array.isArray(value) ? value.join('\n') : (value ?? ''),
        ]);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(headers), text });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (error) => resolve({ failed: error.message }));
    sent.end(body);
  });
}
