import { once } from 'node:events';
import type { Http2ServerResponse } from 'node:http2';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestRecord } from '../world/request-log.ts';
import type { Delivery } from './delivery.ts';
import type { Reply } from './reply.ts';

const PADDING = Buffer.alloc(65_536, 'x');
const BIG_HEAD = '{"padding":"';
const BIG_TAIL = '"}';

export interface Outlet {
  /** With HTTP/1.1 on the line this is a plain `ServerResponse`; only what both offer is used. */
  response: Http2ServerResponse;
  /** Resets the TCP connection under it. */
  resetConnection(): void;
  /** Written to as the answer proceeds. */
  record: RequestRecord;
  /** Aborted when the reader leaves or the simulator stops. */
  signal: AbortSignal;
}

/** Sends an answer in the planned way. Ends quietly when the reader leaves before it is through. */
export async function deliver(delivery: Delivery, outlet: Outlet): Promise<void> {
  switch (delivery.kind) {
    case 'whole':
      writeHead(outlet, delivery.reply, delivery.reply.body.length);
      await write(outlet, delivery.reply.body);
      return finish(outlet);
    case 'never':
      return;
    case 'stall': {
      const { body } = delivery.reply;
      writeHead(outlet, delivery.reply, body.length);
      return write(outlet, body.subarray(0, Math.ceil(body.length / 2)));
    }
    case 'trickle':
      return trickle(outlet, delivery);
    case 'reset':
      if (delivery.reply) {
        writeHead(outlet, delivery.reply, delivery.reply.body.length);
        await write(outlet, delivery.reply.body.subarray(0, delivery.afterBytes));
        // The bytes must leave the process before the reset, which drops whatever is still queued.
        await wait(50, undefined, { signal: outlet.signal });
      }
      return outlet.resetConnection();
    case 'big':
      return big(outlet, delivery);
  }
}

async function trickle(
  outlet: Outlet,
  { reply, chunkBytes, everyMs }: Extract<Delivery, { kind: 'trickle' }>,
) {
  writeHead(outlet, reply, reply.body.length);
  for (let at = 0; at < reply.body.length; at += chunkBytes) {
    await write(outlet, reply.body.subarray(at, at + chunkBytes));
    await wait(everyMs, undefined, { signal: outlet.signal });
  }
  finish(outlet);
}

async function big(outlet: Outlet, { head, bytes }: Extract<Delivery, { kind: 'big' }>) {
  writeHead(outlet, head, null);
  await write(outlet, Buffer.from(BIG_HEAD));
  let left = bytes - BIG_HEAD.length - BIG_TAIL.length;
  while (left > 0) {
    await write(outlet, PADDING.subarray(0, Math.min(left, PADDING.length)));
    left -= PADDING.length;
  }
  await write(outlet, Buffer.from(BIG_TAIL));
  finish(outlet);
}

function writeHead({ response, record }: Outlet, reply: Reply, length: number | null): void {
  record.status = reply.status;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(length !== null && { 'content-length': String(length) }),
  });
}

async function write({ response, record, signal }: Outlet, bytes: Buffer): Promise<void> {
  signal.throwIfAborted();
  if (bytes.length === 0) return;
  record.bytes += bytes.length;
  if (!response.write(bytes)) await once(response, 'drain', { signal });
}

function finish({ response, record }: Outlet): void {
  response.end(() => {
    record.completed = true;
  });
}
