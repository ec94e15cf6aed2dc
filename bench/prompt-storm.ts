import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { printComparisons } from './comparison.ts';

const run = promisify(execFile);

/** Fifty prompts that are drawn at one moment: how long the last of them waited, beside fifty of a bare server. */
export async function promptStorm(given: { socket: string; port: number; bare: number }): Promise<number> {
  const hanging = await hang();
  const longest = async (args: string[]) =>
    Math.max(...(await Promise.all(Array.from({ length: 50 }, () => waitOf(args))))) * 1000;
  const prompt = (to: string[]) => longest(['-m', '0.05', ...to]);
  const byTcp = (port: number) => [`http://127.0.0.1:${port}/line`];
  const bare = await longest(byTcp(given.bare));
  const ours = await longest(['--unix-socket', given.socket, 'http://localhost/line']);
  const down = await prompt(byTcp(1));
  const hangs = await prompt(byTcp(hanging.port));
  hanging.stop();
  const patience = { unit: 'ms', against: 'the limit of 50 ms, and the bare wait', target: { atMost: 1.2 } };
  return printComparisons('Fifty prompts at once, the longest wait of one as curl counts it', [
    {
      what: 'GET /line',
      ours,
      other: bare,
      unit: 'ms',
      against: 'fifty of bare node:http',
      target: { atMost: 1.5 },
    },
    { what: 'no meter', ours: down, other: 50 + bare, ...patience },
    { what: 'a meter that hangs', ours: hangs, other: 50 + bare, ...patience },
  ]);
}

/** Seconds from asking to the end of the answer, or to giving up. */
async function waitOf(args: readonly string[]): Promise<number> {
  const given = ['-s', '-o', '/dev/null', '-w', '%{time_total}', ...args];
  const { stdout } = await run('curl', given).catch((error: { stdout: string }) => error);
  return Number(stdout);
}

/** Takes connections and never says anything. */
export async function hang(): Promise<{ port: number; stop: () => void }> {
  const open = new Set<{ destroy: () => void }>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}
