import { connect, type Socket } from 'node:net';
import { eventReader, follow } from '@claude-meter/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventStream } from '../src/bridge/events.ts';
import { ORG, originalPost, startMeter } from './meter.ts';

type Meter = Awaited<ReturnType<typeof startMeter>>;

/** A reading with so much in it that a thousand of them fit into no buffer of the system. */
const FILLING = 'x'.repeat(120_000);
const percentOf = (data: string) => JSON.parse(data)?.[0]?.usage?.five_hour?.utilization;
const post = (meter: Meter, utilization: number, filling = FILLING) =>
  meter.post([originalPost({ usage: { five_hour: { utilization, resets_at: null }, filling } })]);

/** Asks for the stream and then reads nothing of it. */
function stuckReader(meter: Meter): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(meter.port, '127.0.0.1', () => {
      socket.pause();
      socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${meter.port}\r\n\r\n`, () => resolve(socket));
    });
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** The percents of all events that come out of a socket until the given one does. */
function readUntil(socket: Socket, last: number): Promise<number[]> {
  return new Promise((resolve) => {
    const read = eventReader();
    const percents: number[] = [];
    // Of a chunked answer the marks between the chunks are lines of their own, which no event begins with.
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk
        .toString('latin1')
        .replace(/\r\n[0-9a-f]+\r\n/g, '')
        .replace(/^[0-9a-f]+\r\n/, '');
      const end = text.lastIndexOf('\n\n');
      if (end < 0) return;
      const events = read(text.slice(text.indexOf('\r\n\r\n') + 1, end + 2));
      text = text.slice(end + 2);
      for (const { data } of events) {
        try {
          percents.push(percentOf(data));
        } catch {
          // A chunk's mark within a number: what matters is how many events there are, and the last of them.
        }
      }
      if (percents.at(-1) === last) resolve(percents);
    });
    socket.resume();
  });
}

describe('a reader of the event stream that does not read', () => {
  it('has at most two states waiting for it, however many there were', async () => {
    const ending = new AbortController();
    const state = { text: '', changes: 0 };
    const listeners = new Set<() => void>();
    const publisher = {
      current: () => ({
        id: `${state.changes}`,
        text: state.text,
        bytes: Buffer.from(state.text),
        snapshots: [],
      }),
      update: () => undefined,
      onChange: (listener: () => void) => void listeners.add(listener),
    };
    const stream = eventStream(publisher, { lastEventId: null, signal: ending.signal });
    for (let change = 1; change <= 1_000; change += 1) {
      [state.changes, state.text] = [change, `[${change}]\n`];
      for (const listener of listeners) listener();
      await new Promise((resolve) => setImmediate(resolve));
    }
    ending.abort();
    const events = eventReader()(await new Response(stream).text());
    expect(events.length).toBeLessThanOrEqual(2);
  });

  it('is given the newest state when it reads again, and not all that it missed', {
    timeout: 60_000,
  }, async () => {
    const meter = await startMeter();
    await post(meter, 0);
    const socket = await stuckReader(meter);
    const readings = 300;
    for (let reading = 1; reading <= readings; reading += 1) await post(meter, reading);
    await post(meter, 9_999, '');
    const percents = await readUntil(socket, 9_999);
    expect(percents.length).toBeLessThan(readings / 2);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('delays nobody else: thirty others and the posts go on', { timeout: 60_000 }, async () => {
    const meter = await startMeter();
    await post(meter, 1);
    for (let stuck = 0; stuck < 5; stuck += 1) await stuckReader(meter);
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const newest = new Array<number>(30).fill(0);
    const readers = newest.map(async (_, index) => {
      for await (const { snapshots } of follow({ base: meter.base, signal: ending.signal })) {
        newest[index] = snapshots[0]?.limits[0]?.percent ?? 0;
      }
    });
    for (let reading = 2; reading <= 40; reading += 1) {
      expect((await post(meter, reading, FILLING.slice(0, 30_000))).status).toBe(200);
    }
    await expect.poll(() => newest).toEqual(new Array<number>(30).fill(40));
    ending.abort();
    await Promise.allSettled(readers);
    expect((await meter.snapshots())[0]).toMatchObject({ org_uuid: ORG });
  });
});
