import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MeterProcess, runMeter } from '../../e2e/meter-process.ts';
import { budget, NIGHTLY } from '../budget.ts';
import { tally } from '../tally.ts';

const CLIENTS = budget('BREAK_CLIENTS', { day: 150, night: 500 });
const ROUNDS = budget('BREAK_ROUNDS', { day: 2, night: 40 });
const SLOW = budget('BREAK_SLOW_CLIENTS', { day: 60, night: 400 });
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const STREAMS = 100;

describe.runIf(process.platform === 'linux')('many clients at once', () => {
  let home: string;
  let meter: MeterProcess;
  let turn = 0;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'claude-meter-load-'));
    meter = await runMeter(home);
  });
  afterAll(async () => {
    await meter?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const post = () => {
    turn += 1;
    const usage = `{"five_hour":{"utilization":${(turn % 90) + 2}.5,"resets_at":null}}`;
    const body = `[{"org_uuid":"${ORG}","instance":"load","fetched_at":"${new Date().toISOString()}","usage":${usage}}]`;
    return fetch(`${meter.base}/snapshots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  };

  it(`${CLIENTS} of them, each with a connection of its own, all get the whole answer`, async () => {
    await post();
    let answers = 0;
    const started = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      const texts = await Promise.all(
        Array.from({ length: CLIENTS }, () => askAlone(meter.port, '/snapshots')),
      );
      for (const text of texts) {
        expect(text.startsWith('HTTP/1.1 200')).toBe(true);
        expect(text.trimEnd().endsWith(']')).toBe(true);
        answers += 1;
      }
      expect((await post()).status).toBe(200);
    }
    tally('load', {
      clients: CLIENTS,
      answers,
      failed: 0,
      'answers per second': Math.round(answers / ((performance.now() - started) / 1000)),
    });
  });

  it(`${STREAMS} event streams all hear of each change, those that never read cost nothing`, async () => {
    const idle = Array.from({ length: STREAMS / 2 }, () => openStream(meter.port));
    const ending = new AbortController();
    const heard = Array.from({ length: STREAMS / 2 }, () => listen(`${meter.base}/events`, ending.signal));
    await expect
      .poll(() => heard.every((one) => one.text.includes('event: snapshots')), { timeout: 20_000 })
      .toBe(true);
    const before = residentBytes(meter);
    const changes = 40 * ROUNDS;
    for (let change = 0; change < changes; change += 1) expect((await post()).status).toBe(200);
    const mark = `"utilization":${(turn % 90) + 2}.5`;
    await expect
      .poll(() => heard.filter((one) => one.text.includes(mark)).length, { timeout: 20_000 })
      .toBe(STREAMS / 2);
    const grown = residentBytes(meter) - before;
    ending.abort();
    for (const socket of idle) socket.destroy();
    tally('event streams under load', {
      streams: STREAMS,
      'of them never reading': idle.length,
      changes,
      'memory grown (MB)': Math.round(grown / 1e6),
    });
    expect(grown).toBeLessThan(150e6);
  });

  it.runIf(NIGHTLY)(
    `${SLOW} clients that send a byte now and then hold up nobody, and are shown out`,
    async () => {
      const heads = [
        'GET /snapshots HTTP/1.1\r\nX-A: ',
        `POST /snapshots HTTP/1.1\r\nHost: 127.0.0.1:${meter.port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[`,
        '',
        'GET /snapshots HTTP/1.1\r\nHost: 127.0.0.1',
      ];
      const sockets = Array.from({ length: SLOW }, (_, index) =>
        drip(meter.port, heads[index % heads.length] ?? ''),
      );
      await sleep(500);
      const waits: number[] = [];
      for (let ask = 0; ask < 40; ask += 1) {
        const started = performance.now();
        const answer = ask % 2 === 0 ? await post() : await fetch(`${meter.base}/snapshots`);
        expect(answer.status).toBe(200);
        await answer.arrayBuffer();
        waits.push(performance.now() - started);
      }
      // 10 s for the head, 15 s for the whole, looked at every 5 s.
      await expect
        .poll(() => sockets.filter((socket) => !socket.destroyed).length, { timeout: 40_000, interval: 250 })
        .toBe(0);
      tally('slow clients', {
        clients: SLOW,
        'shown out': SLOW,
        'longest wait of others (ms)': Math.round(Math.max(...waits)),
      });
    },
    90_000,
  );

  it.runIf(NIGHTLY)('clients that hang up in the middle leave nothing behind', async () => {
    const before = openFiles(meter);
    for (let round = 0; round < 5 * ROUNDS; round += 1) {
      const sockets = Array.from({ length: 40 }, (_, index) => {
        const socket = connect(meter.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.write(
          index % 2 === 0
            ? `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${meter.port}\r\n\r\n`
            : 'POST /snapshots HT',
        );
        return socket;
      });
      await sleep(20);
      for (const socket of sockets) socket.resetAndDestroy();
    }
    await expect.poll(() => openFiles(meter) - before, { timeout: 20_000 }).toBeLessThan(10);
    expect((await fetch(`${meter.base}/events`, { method: 'HEAD' })).status).toBe(200);
  });
});

function askAlone(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('connect', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

/** Asks for the events and never reads one. */
function openStream(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  return socket;
}

function listen(address: string, signal: AbortSignal): { text: string } {
  const heard = { text: '' };
  void (async () => {
    try {
      const answer = await fetch(address, { signal });
      for await (const chunk of answer.body ?? []) {
        // The newest event is all that is wanted.
        heard.text = (heard.text + Buffer.from(chunk).toString()).slice(-20_000);
      }
    } catch {
      // It ends with the test.
    }
  })();
  return heard;
}

/** A client that is never done. */
function drip(port: number, head: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  // Whoever is shown out with words goes.
  socket.on('data', () => {});
  socket.on('end', () => socket.destroy());
  socket.write(head);
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else if (head !== '') socket.write('a');
  }, 700);
  socket.on('close', () => clearInterval(timer));
  return socket;
}

function residentBytes({ child }: MeterProcess): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Number(line) * 1024;
}

function openFiles({ child }: MeterProcess): number {
  return readdirSync(`/proc/${child.pid}/fd`).length;
}
