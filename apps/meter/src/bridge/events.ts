import { printEvent } from '@claude-meter/wire';
import type { Published, Publisher } from '../published.ts';

/** Event streams that may be open at once; a page that opens more gets 503. */
export const MAX_STREAMS = 100;

/** A comment this often finds out connections that died without a word, ms. */
const HEARTBEAT_MS = 30_000;

/**
 * One event stream. Every event holds the whole state, so a reader that is slow or was away only needs the newest:
 * nothing queues up for it.
 */
export function eventStream(
  publisher: Publisher,
  options: { lastEventId: string | null; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const done = new AbortController();
  const ended = AbortSignal.any([done.signal, options.signal]);
  let sent = options.lastEventId;
  let wake: (() => void) | null = null;
  let heartbeat: NodeJS.Timeout | undefined;

  return new ReadableStream(
    {
      start(controller) {
        const close = () => {
          clearInterval(heartbeat);
          wake?.();
          if (!done.signal.aborted) controller.close();
        };
        if (ended.aborted) return close();
        ended.addEventListener('abort', close, { once: true });
        publisher.onChange(() => wake?.(), ended);
        heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': still here\n\n'));
        }, HEARTBEAT_MS);
        heartbeat.unref();
        // Tells the client at once that the stream is open, also when there is nothing new for it.
        controller.enqueue(encoder.encode('retry: 2000\n\n'));
      },
      async pull(controller) {
        while (!ended.aborted) {
          const published = publisher.current();
          if (published.id !== sent) {
            sent = published.id;
            controller.enqueue(encoder.encode(print(published)));
            return;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      cancel() {
        done.abort();
        clearInterval(heartbeat);
        wake?.();
      },
    },
    { highWaterMark: 2 },
  );
}

function print(published: Published): string {
  return printEvent({ id: published.id, event: 'snapshots', data: published.text.trimEnd() });
}
