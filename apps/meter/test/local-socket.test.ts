import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localSocketPath } from '../src/local-socket-path.ts';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';

function ask(
  socketPath: string,
  path: string,
  given: { method?: string; body?: string; headers?: object } = {},
) {
  const { method = 'GET', body, headers } = given;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request({ socketPath, path, method, headers: { ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };

describe.skipIf(process.platform === 'win32')('the socket in the state folder', () => {
  it('leads to the same server, and is open to this user alone', async () => {
    const meter = await startMeter();
    const path = join(meter.home, 'meter.sock');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(meter.home).mode & 0o077).toBe(0);
    const body = JSON.stringify([originalPost()]);
    expect((await ask(path, '/snapshots', { method: 'POST', body, headers: json })).status).toBe(200);
    const served = await (await meter.get('/snapshots')).text();
    expect(await ask(path, '/snapshots')).toEqual({ status: 200, text: served });
    expect(await ask(path, '/line', { headers: { host: 'localhost' } })).toMatchObject({
      text: '5h 43% · 7d 71%\n',
    });
  });

  it('asks for no more trust than it has: a page or a form is refused here too', async () => {
    const meter = await startMeter();
    const path = join(meter.home, 'meter.sock');
    const page = { origin: 'https://evil.example' };
    expect((await ask(path, '/snapshots', { headers: page })).status).toBe(403);
    const form = { method: 'POST', body: '[]', headers: { 'content-type': 'text/plain' } };
    expect((await ask(path, '/snapshots', form)).status).toBe(415);
  });

  it('is gone with the meter, and takes the place of one that was left behind', async () => {
    const home = join(temporaryFolder(), 'home');
    mkdirSync(home, { mode: 0o700 });
    const path = join(home, 'meter.sock');
    writeFileSync(path, 'left behind');
    const meter = await startMeter({ home });
    expect((await ask(path, '/healthz')).status).toBe(200);
    await meter.stop();
    expect(existsSync(path)).toBe(false);
  });

  it.each<[string, NodeJS.Platform, boolean]>([
    ['/home/ada/.local/state/claude-meter', 'linux', true],
    ['C:\\Users\\ada', 'win32', false],
    [`/${'x'.repeat(100)}`, 'linux', false],
  ])('of %s on %s: %s', (home, platform, there) => {
    expect(localSocketPath(home, platform) !== null).toBe(there);
  });
});
