import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type KernelSockets, openKernelSockets } from './kernel-sockets.ts';
import type { Connection } from './peer.ts';
import { quickRows } from './quick-rows.ts';
import { socketAnswer, socketQuestion } from './socket-question.ts';

const from = (clientAddress: string, clientPort: number, serverPort = 63762): Connection => ({
  clientAddress,
  clientPort,
  serverPort,
});
const SLOW = { uid: 1, inode: '1' };
const QUICK = { uid: 2, inode: '2' };

function timed(each: number, kernel: KernelSockets | null) {
  let now = 0;
  const open = vi.fn(async () => kernel);
  const table = vi.fn(() => {
    now += each;
    return SLOW;
  });
  const rows = quickRows(table, { now: () => now, open });
  return { open, table, ask: () => rows(from('127.0.0.1', 5)), pass: (ms: number) => (now += ms) };
}

describe('quickRows', () => {
  it('looks into the table while that is cheap', () => {
    const { ask, open, pass } = timed(8, null);
    for (let minute = 0; minute < 60; minute += 1) {
      for (let post = 0; post < 5; post += 1) expect(ask()).toBe(SLOW);
      pass(61_000);
    }
    expect(open).not.toHaveBeenCalled();
  });

  it('does not mind a few connections that cost much', () => {
    const { ask, open, pass } = timed(500, { row: () => QUICK });
    for (let minute = 0; minute < 60; minute += 1) {
      for (let post = 0; post < 4; post += 1) expect(ask()).toBe(SLOW);
      pass(61_000);
    }
    expect(open).not.toHaveBeenCalled();
  });

  it('asks the kernel once that has cost too much of a minute', async () => {
    const { ask, open, table } = timed(8, { row: () => QUICK });
    for (let connection = 0; connection < 6; connection += 1) ask();
    await Promise.resolve();
    expect(ask()).toBe(QUICK);
    expect(open).toHaveBeenCalledTimes(1);
    expect(table).toHaveBeenCalledTimes(6);
  });

  it.each<[string, KernelSockets | null]>([
    ['cannot be asked', null],
    ['does not know the connection', { row: () => null }],
  ])('goes on with the table where the kernel %s', async (_name, kernel) => {
    const { ask, open } = timed(8, kernel);
    for (let connection = 0; connection < 20; connection += 1) ask();
    await Promise.resolve();
    expect(ask()).toBe(SLOW);
    expect(open).toHaveBeenCalledTimes(1);
  });
});

/** An answer that is right in every point but one. */
function answer(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(88);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt32LE(7, 8);
  bytes[17] = 1;
  bytes.writeUInt16BE(50000, 20);
  bytes.writeUInt16BE(63762, 22);
  bytes.set([127, 0, 0, 1], 24);
  bytes.writeUInt32LE(1001, 80);
  bytes.writeUInt32LE(14, 84);
  change(bytes);
  return bytes;
}

describe('an answer of the kernel', () => {
  const CLIENT = from('127.0.0.1', 50000);

  it('tells user and inode', () => {
    expect(
      socketAnswer(
        answer(() => {}),
        CLIENT,
        7,
      ),
    ).toEqual({ uid: 1001, inode: '14' });
  });

  it.each<[string, (bytes: Buffer) => void]>([
    ['is a refusal', (bytes) => bytes.writeUInt16LE(2, 4)],
    ['answers another question', (bytes) => bytes.writeUInt32LE(6, 8)],
    ['tells of who listens', (bytes) => bytes.writeUInt8(10, 17)],
    ['has another port of the client', (bytes) => bytes.writeUInt16BE(50001, 20)],
    ['has another port of ours', (bytes) => bytes.writeUInt16BE(80, 22)],
    ['has another address', (bytes) => bytes.writeUInt8(2, 27)],
  ])('is not believed when it %s', (_name, change) => {
    expect(socketAnswer(answer(change), CLIENT, 7)).toBeNull();
  });

  it('is not believed when it breaks off', () => {
    expect(socketAnswer(answer(() => {}).subarray(0, 87), CLIENT, 7)).toBeNull();
  });

  it.each(['10.0.0.1', '', 'localhost', '::2', '::ffff:10.0.0.1', '127.0.0.1%eth0'])(
    'is not asked for about %j',
    (address) => {
      expect(socketQuestion(from(address, 1), 1)).toBeNull();
    },
  );
});

const kernel = process.platform === 'linux' ? await openKernelSockets() : null;

describe.runIf(kernel !== null)('the kernel of this machine', () => {
  const CLIENT = `require('net').connect({ port: +process.argv[1], host: process.argv[2] })`;

  async function connected(host: string, listen: string, uid?: number) {
    const server = createServer().listen(0, listen);
    await once(server, 'listening');
    const port = (server.address() as AddressInfo).port;
    const options = { cwd: '/', ...(uid === undefined ? {} : { uid }) };
    const child: ChildProcess = spawn(process.execPath, ['-e', CLIENT, String(port), host], options);
    onTestFinished(() => {
      child.kill();
      server.close();
    });
    const [socket] = (await once(server, 'connection')) as [Socket];
    return { socket, child, connection: from(socket.remoteAddress ?? '', socket.remotePort ?? 0, port) };
  }

  it.each([
    ['IPv4', '127.0.0.1', '127.0.0.1'],
    ['IPv4 by a socket that speaks both', '::ffff:127.0.0.1', '127.0.0.1'],
    ['IPv6', '::1', '::1'],
  ])('knows whose the other end is: %s', async (_name, host, listen) => {
    const { connection } = await connected(host, listen);
    expect(kernel?.row(connection)).toMatchObject({ uid: process.getuid?.() });
    expect(Number(kernel?.row(connection)?.inode)).toBeGreaterThan(0);
  });

  it.runIf(process.getuid?.() === 0)('knows another user', async () => {
    const { connection } = await connected('127.0.0.1', '127.0.0.1', 65534);
    expect(kernel?.row(connection)).toMatchObject({ uid: 65534 });
  });

  it('knows nothing of a connection that there is not, though somebody listens there', async () => {
    const { connection } = await connected('127.0.0.1', '127.0.0.1');
    expect(kernel?.row({ ...connection, clientPort: 1 })).toBeNull();
    expect(kernel?.row({ ...connection, clientPort: connection.serverPort })).toBeNull();
  });

  it('does not take a client that has gone for somebody of this machine', async () => {
    const { connection, child } = await connected('127.0.0.1', '127.0.0.1');
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Gone, or lingering without an owner: the inode says so.
    await expect.poll(() => kernel?.row(connection)?.inode ?? '0').toBe('0');
  });
});
