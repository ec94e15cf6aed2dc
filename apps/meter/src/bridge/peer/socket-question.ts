import { endianness } from 'node:os';
import type { Connection } from './peer.ts';
import type { SocketRow } from './socket-row.ts';

// The question for one TCP socket by its two ends, as sock_diag(7) lays it out: the header of a netlink message, then
// inet_diag_req_v2; the answer is inet_diag_msg. Numbers are in host order, ports and addresses in network order.

const LITTLE = endianness() === 'LE';
const HEADER = 16;
const QUESTION_BYTES = HEADER + 56;
const ANSWER_BYTES = HEADER + 72;
/** Type of the question and of its answer; anything else is a refusal. */
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
const LISTENING = 10;
const ANY = 0xffff_ffff;

/** The question for the client's end of a connection; null for an address that is none of this machine's loopback. */
export function socketQuestion(connection: Connection, sequence: number): Buffer | null {
  const ends = endsOf(connection);
  if (ends === null) return null;
  const bytes = Buffer.alloc(QUESTION_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, QUESTION_BYTES, LITTLE);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, LITTLE);
  view.setUint16(6, NLM_F_REQUEST, LITTLE);
  view.setUint32(8, sequence, LITTLE);
  bytes[16] = ends.address.length === 4 ? AF_INET : AF_INET6;
  bytes[17] = IPPROTO_TCP;
  view.setUint32(20, ANY, LITTLE);
  view.setUint16(24, connection.clientPort);
  view.setUint16(26, connection.serverPort);
  // Both ends of a connection over loopback have one address.
  bytes.set(ends.address, 28);
  bytes.set(ends.address, 44);
  view.setUint32(64, ANY, LITTLE);
  view.setUint32(68, ANY, LITTLE);
  return bytes;
}

/** The row in the answer to a question; null when it speaks of anything but this very connection. */
export function socketAnswer(bytes: Buffer, connection: Connection, sequence: number): SocketRow | null {
  const ends = endsOf(connection);
  if (ends === null || bytes.length < ANSWER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isAnswer =
    view.getUint16(4, LITTLE) === SOCK_DIAG_BY_FAMILY && view.getUint32(8, LITTLE) === sequence;
  // Where no connection is found the kernel tells of who listens there.
  const isTheirs =
    bytes[17] !== LISTENING &&
    view.getUint16(20) === connection.clientPort &&
    view.getUint16(22) === connection.serverPort &&
    ends.known.some((address) => address.equals(bytes.subarray(24, 24 + address.length)));
  if (!isAnswer || !isTheirs) return null;
  return { uid: view.getUint32(80, LITTLE), inode: String(view.getUint32(84, LITTLE)) };
}

/** The address of both ends as it is asked for, and every way in which it may be answered. */
function endsOf({ clientAddress }: Connection): { address: Buffer; known: Buffer[] } | null {
  const v4 = /^(?:::ffff:)?(127\.\d+\.\d+\.\d+)$/.exec(clientAddress)?.[1];
  if (v4 !== undefined) {
    const address = Buffer.from(v4.split('.').map(Number));
    const short = Buffer.concat([address, Buffer.alloc(12)]);
    const mapped = Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), address]);
    return { address, known: [short, mapped] };
  }
  if (clientAddress !== '::1') return null;
  const address = Buffer.alloc(16);
  address[15] = 1;
  return { address, known: [address] };
}
