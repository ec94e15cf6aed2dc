import type { Connection } from './peer.ts';
import { socketAnswer, socketQuestion } from './socket-question.ts';
import type { SocketRow } from './socket-row.ts';

/** Asks the kernel about one connection. */
export interface KernelSockets {
  /** Null when the kernel does not tell, whatever the reason. */
  row(connection: Connection): SocketRow | null;
}

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const MSG_DONTWAIT = 0x40;
const ADDRESS_BYTES = 12;
/** Longer than any answer about one socket. */
const ROOM_BYTES = 4096;

/**
 * The kernel's own index of sockets, for as long as this process lives: microseconds, where `/proc/net/tcp` walks
 * through every bucket of a table whose size goes with the memory of the machine. Node opens no such socket, so it is
 * had through koffi; null without koffi, and where the kernel does not answer.
 */
export async function openKernelSockets(): Promise<KernelSockets | null> {
  try {
    const loaded = await import('koffi');
    const libc = ('default' in loaded ? loaded.default : loaded).load(null);
    const socket = libc.func('socket', 'int', ['int', 'int', 'int']);
    const connect = libc.func('connect', 'int', ['int', 'void *', 'uint32']);
    const send = libc.func('send', 'int64', ['int', 'void *', 'uint64', 'int']);
    const receive = libc.func('recv', 'int64', ['int', 'void *', 'uint64', 'int']);
    const fd: number = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    // Bound to the kernel: nobody else can answer.
    if (fd < 0 || connect(fd, kernelAddress(), ADDRESS_BYTES) !== 0) return null;
    const room = Buffer.alloc(ROOM_BYTES);
    let sequence = 0;
    return {
      row(connection) {
        sequence = (sequence + 1) >>> 0;
        const question = socketQuestion(connection, sequence);
        if (question === null) return null;
        if (Number(send(fd, question, question.length, 0)) !== question.length) return null;
        // The answer is there when the question has been sent.
        const length = Number(receive(fd, room, room.length, MSG_DONTWAIT));
        return length > 0 ? socketAnswer(room.subarray(0, length), connection, sequence) : null;
      },
    };
  } catch {
    return null;
  }
}

/** `sockaddr_nl` of the kernel: its number is 0. */
function kernelAddress(): Buffer {
  const bytes = Buffer.alloc(ADDRESS_BYTES);
  new Uint16Array(bytes.buffer, bytes.byteOffset, 1)[0] = AF_NETLINK;
  return bytes;
}
