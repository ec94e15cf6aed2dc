import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import { ask } from './reader.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

function run(
  ...args: string[]
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function ready(child: ReturnType<typeof run>) {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line);
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let read = '';
  for await (const chunk of stream) read += chunk;
  return read;
}

describe('the process', () => {
  it('says in one line of JSON where it is', async () => {
    const line = await ready(run());
    expect(line).toEqual({
      ready: true,
      origin: `https://127.0.0.1:${line.port}`,
      port: expect.any(Number),
      control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      ca: expect.stringMatching(/ca\.pem$/),
      spki: expect.stringMatching(/^[\w+/]{43}=$/),
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s and takes its temporary folder along',
    async (signal) => {
      const child = run();
      const { ca } = await ready(child);
      child.kill(signal);
      expect((await once(child, 'exit'))[0]).toBe(0);
      expect(existsSync(ca)).toBe(false);
    },
  );

  it('ends although an answer hangs', async () => {
    const simulator = await startSimulator();
    await simulator.setFault({ answer: { kind: 'hang' } });
    const hanging = ask(simulator, '/api/account').catch((error: unknown) => error);
    await expect.poll(async () => (await simulator.requests()).length).toBe(1);
    await simulator.stop();
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('ends with its parent when asked to', async () => {
    const child = run('--with-parent');
    await ready(child);
    child.stdin?.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('ends with the signal of who started it', async () => {
    const ending = new AbortController();
    const simulator = await startSimulator({ signal: ending.signal });
    ending.abort();
    await simulator.stop();
    expect(() => process.kill(simulator.pid, 0)).toThrow('ESRCH');
  });

  it('leaves the certificate in a folder that it was given, closed to others', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'simulator-test-')), 'state');
    try {
      const simulator = await startSimulator({ stateDir: folder });
      expect(simulator.caFile).toBe(join(folder, 'ca.pem'));
      await simulator.stop();
      expect([statSync(folder).mode & 0o777, statSync(simulator.caFile).mode & 0o777]).toEqual([
        0o700, 0o600,
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says which port is taken', async () => {
    const simulator = await startSimulator();
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow(`EADDRINUSE`);
    await simulator.stop();
  });

  it('explains itself with --help and refuses what it does not know with code 2', async () => {
    expect(await text(run('--help').stdout)).toContain('pro-working-day');
    const child = run('--scenario', 'nowhere');
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([code, complaint]).toEqual([2, expect.stringContaining('There is no scenario "nowhere"')]);
  });
});
