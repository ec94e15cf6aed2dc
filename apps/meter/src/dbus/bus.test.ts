import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectBus } from './bus.ts';

describe.runIf(process.platform !== 'win32')('a bus that says nothing', () => {
  it('is given up when it is told to: nobody waits for it for ever', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claude-meter-mute-bus-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume());
    onTestFinished(() => void server.close());
    const path = join(folder, 'bus');
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const hangUp = new AbortController();
    const connecting = connectBus(`unix:path=${path}`, { signal: hangUp.signal });
    setTimeout(() => hangUp.abort(), 50);
    await expect(connecting).rejects.toThrow('hung up');
  });
});
