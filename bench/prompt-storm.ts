import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { median, printComparisons } from './comparison.ts';

const run = promisify(execFile);
/** Who comes last is a matter of luck. */
const ROUNDS = 9;

/** Fifty prompts that are drawn at one moment: how long the last of them waited, beside fifty of a bare server. */
export async function promptStorm(given: { socket: string; port: number; bare: number }): Promise<number> {
  const hanging = await hang();
  const prompt = (to: string[]) => longestOfFifty(['-m', '0.05', ...to]);
  const byTcp = (port: number) => [`http://127.0.0.1:${port}/line`];
  const rounds: { bare: number; ours: number; down: number; hangs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      bare: await longestOfFifty(byTcp(given.bare)),
      ours: await longestOfFifty(['--unix-socket', given.socket, 'http://localhost/line']),
      down: await prompt(byTcp(1)),
      hangs: await prompt(byTcp(hanging.port)),
    });
  }
  hanging.stop();
  const bare = median(rounds.map((round) => round.bare));
  const ours = median(rounds.map((round) => round.ours));
  const down = median(rounds.map((round) => round.down));
  const hangs = median(rounds.map((round) => round.hangs));
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

/** Ms. */
async function longestOfFifty(args: string[]): Promise<number> {
  return Math.max(...(await Promise.all(Array.from({ length: 50 }, () => waitOf(args))))) * 1000;
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
