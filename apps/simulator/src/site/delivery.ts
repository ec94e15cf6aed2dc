import type { Fault, FaultAnswer } from '../world/fault.ts';
import { comesFromSettings } from './api.ts';
import {
  challengeReply,
  missingRefererReply,
  type Reply,
  signedOutReply,
  statusReply,
  wrongOrgReply,
} from './reply.ts';
import type { Visit } from './visit.ts';

/** How an answer goes over the connection. */
export type Delivery =
  | { kind: 'whole'; reply: Reply }
  | { kind: 'never' }
  | { kind: 'stall'; reply: Reply }
  | { kind: 'trickle'; reply: Reply; chunkBytes: number; everyMs: number }
  /** `reply` is `null` when not even headers go out. */
  | { kind: 'reset'; reply: Reply | null; afterBytes: number }
  | { kind: 'big'; head: Reply; bytes: number };

/**
 * What becomes of a request under a fault.
 *
 * @param trueReply asked for only when the fault lets it through, wholly or in part.
 * @param realNow ms, for a `Retry-After` that is a date.
 */
export function planDelivery(
  fault: Omit<Fault, 'times'> | undefined,
  { visit, trueReply, realNow }: { visit: Visit; trueReply: () => Reply; realNow: number },
): Delivery {
  const answer = fault?.answer ?? { kind: 'pass' };
  switch (answer.kind) {
    case 'pass':
      return { kind: 'whole', reply: trueReply() };
    case 'status':
      return { kind: 'whole', reply: statusFault(answer, realNow) };
    case 'challenge':
      return { kind: 'whole', reply: challengeReply() };
    case 'wrong_org':
      return { kind: 'whole', reply: wrongOrgReply() };
    case 'signed_out':
      return { kind: 'whole', reply: signedOutReply() };
    case 'require_referer':
      return { kind: 'whole', reply: comesFromSettings(visit) ? trueReply() : missingRefererReply() };
    case 'rename':
      return { kind: 'whole', reply: renameKeys(trueReply(), answer.keys) };
    case 'redirect':
      return {
        kind: 'whole',
        reply: { status: answer.status ?? 302, headers: { location: answer.to }, body: Buffer.alloc(0) },
      };
    case 'hang':
      return { kind: 'never' };
    case 'stall':
      return { kind: 'stall', reply: trueReply() };
    case 'trickle':
      return {
        kind: 'trickle',
        reply: trueReply(),
        chunkBytes: answer.chunk_bytes,
        everyMs: answer.every_ms,
      };
    case 'reset':
      return {
        kind: 'reset',
        reply: answer.after_bytes === undefined ? null : trueReply(),
        afterBytes: answer.after_bytes ?? 0,
      };
    case 'big':
      return { kind: 'big', head: statusReply(200), bytes: answer.bytes };
  }
}

function statusFault(answer: Extract<FaultAnswer, { kind: 'status' }>, realNow: number): Reply {
  const usual = statusReply(answer.status);
  const { retry_after: retryAfter } = answer;
  return {
    status: answer.status,
    headers: {
      ...usual.headers,
      ...(answer.content_type !== undefined && { 'content-type': answer.content_type }),
      ...(retryAfter !== undefined && {
        'retry-after':
          typeof retryAfter === 'string'
            ? retryAfter
            : new Date(realNow + retryAfter.date_in_ms).toUTCString(),
      }),
    },
    body: answer.body === undefined ? usual.body : Buffer.from(answer.body),
  };
}

/** Renames in the text, so that every number keeps its digits. */
function renameKeys(reply: Reply, keys: Record<string, string>): Reply {
  let text = reply.body.toString();
  for (const [from, to] of Object.entries(keys)) {
    text = text.replaceAll(`${JSON.stringify(from)}:`, `${JSON.stringify(to)}:`);
  }
  return { ...reply, body: Buffer.from(text) };
}
