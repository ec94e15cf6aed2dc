import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SessionBus, withSessionBus } from './session-bus.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const ask = (bus: SessionBus) => bus.hasOwner('org.freedesktop.secrets');

/** A socket where a bus should be, and what its other end does with a caller. */
async function listen(answer: (server: Server) => void): Promise<string> {
  const path = join(temporaryFolder(onTestFinished), 'bus');
  const server = createServer();
  answer(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return `unix:path=${path}`;
}

describe('a session bus that does not answer as one', () => {
  it('is a timeout when it says nothing', async () => {
    const address = await listen((server) => server.on('connection', (socket) => socket.resume()));
    expect(await withSessionBus(address, ask, { limitMs: 100 })).toEqual({ kind: 'timeout' });
  });

  it('is a failure when nobody listens', async () => {
    const address = `unix:path=${join(temporaryFolder(onTestFinished), 'none')}`;
    expect(await withSessionBus(address, ask, { limitMs: 5000 })).toEqual({ kind: 'failed', name: 'ENOENT' });
  });

  it('does not hang when it refuses the caller and hangs up', async () => {
    const address = await listen((server) =>
      server.on('connection', (socket) => socket.once('data', () => socket.end('REJECTED\r\n'))),
    );
    const outcome = await withSessionBus(address, ask, { limitMs: 100 });
    expect(outcome.kind).not.toBe('done');
  });

  it('is a failure when its address makes no sense', async () => {
    expect(await withSessionBus('unix:nonsense=1', ask, { limitMs: 5000 })).toMatchObject({ kind: 'failed' });
  });

  it('rejects with the reason when aborted', async () => {
    const address = await listen((server) => server.on('connection', (socket) => socket.resume()));
    const controller = new AbortController();
    const talk = withSessionBus(address, ask, { limitMs: 60_000, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('quit')));
    await expect(talk).rejects.toThrow('quit');
  });
});
