import { eventReader, follow, type StreamEvent } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter } from './meter.ts';

/** Reads events of a stream one by one. */
async function subscribe(base: string, lastEventId?: string) {
  const ending = new AbortController();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(`${base}/events`, { headers, signal: ending.signal });
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  const read = eventReader();
  const waiting: StreamEvent[] = [];
  return {
    response,
    close: () => ending.abort(),
    next: async (): Promise<StreamEvent | null> => {
      while (waiting.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        waiting.push(...read(value));
      }
      return waiting.shift() ?? null;
    },
  };
}

const percentOf = (event: StreamEvent | null) => JSON.parse(event?.data ?? 'null')?.[0]?.limits[0].percent;
const withPercent = (utilization: number) =>
  originalPost({ usage: { five_hour: { utilization, resets_at: null } }, instance: 'a' });

describe('GET /events', () => {
  it('begins with what is known now, then tells each change', async () => {
    const meter = await startMeter();
    await meter.post([withPercent(10)]);
    const stream = await subscribe(meter.base);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(percentOf(await stream.next())).toBe(10);
    await meter.post([withPercent(11)]);
    expect(percentOf(await stream.next())).toBe(11);
    stream.close();
  });

  it('is not used up by those who only ask for its headers', async () => {
    const meter = await startMeter();
    for (let turn = 0; turn < 120; turn += 1) {
      expect((await fetch(`${meter.base}/events`, { method: 'HEAD' })).status).toBe(200);
    }
    const stream = await subscribe(meter.base);
    expect(stream.response.status).toBe(200);
    stream.close();
  });

  it('gives a returning subscriber only what it missed', async () => {
    const meter = await startMeter();
    await meter.post([withPercent(10)]);
    const first = await subscribe(meter.base);
    const seen = await first.next();
    first.close();
    const idle = await subscribe(meter.base, seen?.id ?? '');
    await meter.post([withPercent(12)]);
    expect(percentOf(await idle.next())).toBe(12);
    idle.close();
    const late = await subscribe(meter.base, seen?.id ?? '');
    expect(percentOf(await late.next())).toBe(12);
    late.close();
  });

  it('tells when time alone makes a row stale', async () => {
    const meter = await startMeter({ freshnessMs: 300 });
    await meter.post([
      { ...withPercent(10), cadence_ms: 2000, fetched_at: new Date(Date.now() - 2000).toISOString() },
    ]);
    const stream = await subscribe(meter.base);
    expect(JSON.parse((await stream.next())?.data ?? '')[0].stale).toBe(false);
    expect(JSON.parse((await stream.next())?.data ?? '')[0].stale).toBe(true);
    stream.close();
  });

  it('a hundred streams are enough: the next is told so, and room comes back', async () => {
    const meter = await startMeter();
    const streams = await Promise.all(Array.from({ length: 100 }, () => subscribe(meter.base)));
    const refused = await meter.get('/events');
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { error: expect.stringContaining('100 event streams') },
    ]);
    for (const stream of streams) stream.close();
    await expect
      .poll(async () => {
        const again = await subscribe(meter.base);
        again.close();
        return again.response.status;
      })
      .toBe(200);
  });

  it('ends when the meter ends, and the meter does not wait for it', async () => {
    const meter = await startMeter();
    await meter.post([withPercent(10)]);
    const stream = await subscribe(meter.base);
    await stream.next();
    await meter.stop();
    expect(await stream.next().catch(() => null)).toBeNull();
  });

  it('is what `follow` yields', async () => {
    const meter = await startMeter();
    await meter.post([withPercent(33)]);
    for await (const { snapshots } of follow({ base: meter.base })) {
      expect(snapshots[0]?.limits[0]?.percent).toBe(33);
      break;
    }
  });
});
