import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/meter.ts';
import { linuxPeerLookup, rowOf } from './linux.ts';
import { clientPid, macosPeerLookup } from './macos.ts';
import { pathOf, windowsPeerLookup } from './windows.ts';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:F912 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0
   1: 0100007F:F912 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 12 1 0 20 4 30 10 -1
   2: 0100007F:C350 0100007F:0050 01 00000000:00000000 00:00000000 00000000  1002        0 13 1 0 20 4 30 10 -1
   3: 0100007F:C350 0100007F:F912 01 00000000:00000000 00:00000000 00000000  1001        0 14 1 0 20 4 30 10 -1
   4: 0100007F:C351 0100007F:F912 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:F912 01 00000000:00000000 00:00000000 00000000  1003        0 15 1 0 20 4 30 10 -1
   1: 00000000000000000000000001000000:C353 00000000000000000000000001000000:F912 01 00000000:00000000 00:00000000 00000000  1004        0 16 1 0 20 4 30 10 -1
`;
const from = (clientAddress: string, clientPort: number) => ({
  clientAddress,
  clientPort,
  serverPort: 63762,
});

describe("the kernel's table of sockets", () => {
  it.each([
    ["the client's end, not ours", TCP, 'tcp', from('127.0.0.1', 50000), { uid: 1001, inode: '14' }],
    ['a closed socket', TCP, 'tcp', from('127.0.0.1', 50001), { uid: 0, inode: '0' }],
    ['an IPv4 client on an IPv6 socket', TCP6, 'tcp6', from('127.0.0.1', 50002), { uid: 1003, inode: '15' }],
    [
      'the same, named by its IPv6 address',
      TCP6,
      'tcp6',
      from('::ffff:127.0.0.1', 50002),
      { uid: 1003, inode: '15' },
    ],
    ['an IPv6 client', TCP6, 'tcp6', from('::1', 50003), { uid: 1004, inode: '16' }],
    ['nobody', TCP, 'tcp', from('127.0.0.1', 50009), null],
    ['another address', TCP, 'tcp', from('127.0.0.2', 50000), null],
    ['nonsense', TCP, 'tcp', from('', 50000), null],
  ] as const)('%s', (_name, text, table, connection, row) => {
    expect(rowOf(text, connection, table)).toEqual(row);
  });
});

describe('a table of many sockets', () => {
  const ports = Array.from({ length: 200 }, (_, index) => 40_000 + index);
  const row = (port: number) => {
    const [from, to] = [port, 63_762].map((one) => one.toString(16).toUpperCase());
    return `   0: 0100007F:${from} 0100007F:${to} 01 00000000:00000000 00:00000000 00000000  ${port % 2 === 0 ? 1000 : 1001}        0 ${port} 1 0 20 4 30 10 -1\n`;
  };

  it('is read to the row that is asked for, wherever the pieces end', () => {
    const proc = temporaryFolder();
    mkdirSync(join(proc, 'net'));
    writeFileSync(join(proc, 'net', 'tcp'), `  sl  local_address rem_address\n${ports.map(row).join('')}`);
    const lookup = linuxPeerLookup(1000, proc);
    expect(ports.map((port) => lookup.user(from('127.0.0.1', port)))).toEqual(
      ports.map((port) => (port % 2 === 0 ? 'same' : 'other')),
    );
    expect(lookup.user(from('127.0.0.1', 39_999))).toBe('gone');
  });
});

describe.runIf(process.platform === 'linux')('a real connection on Linux', () => {
  const client = `require('net').connect(+process.argv[1], '127.0.0.1')`;

  async function connectionFrom(options: { uid?: number }) {
    const lookup = linuxPeerLookup(process.getuid?.() ?? -1);
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const port = (server.address() as AddressInfo).port;
    const child = spawn(process.execPath, ['-e', client, String(port)], { cwd: '/', ...options });
    try {
      return await new Promise<{ user: string; path: string | null }>((resolve) => {
        server.once('connection', (socket) => {
          const connection = {
            clientAddress: socket.remoteAddress ?? '',
            clientPort: socket.remotePort ?? 0,
            serverPort: port,
          };
          const user = lookup.user(connection);
          void lookup
            .executable(connection, AbortSignal.timeout(5000))
            .then((path) => resolve({ user, path }));
        });
      });
    } finally {
      child.kill();
      server.close();
    }
  }

  it('of the same user is told, with its program', async () => {
    const { user, path } = await connectionFrom({});
    expect(user).toBe('same');
    expect(path).toMatch(/node[^/]*$/);
  });

  it('that is gone is told as gone', () => {
    expect(linuxPeerLookup(0).user(from('127.0.0.1', 1))).toBe('gone');
  });

  it('on a system without the table is unknown', () => {
    expect(linuxPeerLookup(0, '/nowhere').user(from('127.0.0.1', 1))).toBe('unknown');
  });
});

const LSOF = `p501
n127.0.0.1:63762->127.0.0.1:50000
p812
n127.0.0.1:50000->127.0.0.1:63762
`;

describe('what lsof and ps print on macOS', () => {
  it.each([
    ['the client', LSOF, 50000, 812],
    ['nobody', '', 50000, null],
    ['only ourselves', 'p501\nn127.0.0.1:50000->127.0.0.1:63762\n', 50000, null],
  ])('%s', (_name, text, port, pid) => {
    expect(clientPid(text, port, 501)).toBe(pid);
  });

  it('names the program', async () => {
    const path = '/Applications/Arc.app/Contents/MacOS/Arc';
    const lookup = macosPeerLookup(501, async (file) => (file.endsWith('lsof') ? LSOF : `${path}\n`));
    expect(await lookup.executable(from('127.0.0.1', 50000), AbortSignal.timeout(1000))).toBe(path);
  });

  it('names nobody when the tools fail', async () => {
    const lookup = macosPeerLookup(501, async () => null);
    expect(await lookup.executable(from('127.0.0.1', 50000), AbortSignal.timeout(1000))).toBeNull();
  });
});

describe('what PowerShell prints on Windows', () => {
  it.each([
    [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe\r\n',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
    ['\r\n', null],
    ['Get-NetTCPConnection : No matching MSFT_NetTCPConnection objects found\r\n', null],
  ])('%j', (printed, path) => {
    expect(pathOf(printed)).toBe(path);
  });

  it('is asked with the two ports of the connection', async () => {
    let asked = '';
    const lookup = windowsPeerLookup(async (_file, args) => {
      asked = args.join(' ');
      return null;
    });
    await lookup.executable(from('127.0.0.1', 50000), AbortSignal.timeout(1000));
    expect(asked).toContain('-LocalPort 50000 -RemotePort 63762');
  });
});
