import { closeSync, openSync, readSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import type { PeerUser } from '../admit.ts';
import type { Connection, PeerLookup } from './peer.ts';
import { quickRows } from './quick-rows.ts';
import type { SocketRow } from './socket-row.ts';

/** The table is read in pieces by the kernel and may miss a row while others come and go. */
const TRIES = 3;
/** A few rows. */
const PIECE_BYTES = 512;

/** Finds the owner of a loopback connection, and its program in `/proc`. */
export function linuxPeerLookup(ownUid: number, proc = '/proc'): PeerLookup {
  const owners = recentOwners(8);
  const rowFor = quickRows((connection) => findRow(proc, connection), { now: () => performance.now() });
  return {
    user: (connection) => userOf(rowFor(connection), ownUid),
    executable: async (connection, signal) => {
      const row = rowFor(connection);
      if (row === null || row === 'unreadable') return null;
      const link = `socket:[${row.inode}]`;
      for (const pid of [...owners.list(), ...(await processes(proc))]) {
        if (signal.aborted) return null;
        if (await holds(proc, pid, link)) {
          owners.add(pid);
          return readlink(`${proc}/${pid}/exe`).catch(() => null);
        }
      }
      return null;
    },
  };
}

function userOf(row: SocketRow | 'unreadable' | null, ownUid: number): PeerUser {
  if (row === 'unreadable') return 'unknown';
  // A closed socket lingers as a row of root without an inode: its user can no longer be told.
  if (row === null || row.inode === '0') return 'gone';
  return row.uid === ownUid ? 'same' : 'other';
}

function findRow(proc: string, connection: Connection): SocketRow | 'unreadable' | null {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    for (const table of ['tcp', 'tcp6'] as const) {
      try {
        const row = rowIn(`${proc}/net/${table}`, connection, table);
        if (row !== null) return row;
      } catch {
        if (table === 'tcp') return 'unreadable';
      }
    }
  }
  return null;
}

/**
 * Reads a few rows at a time and no further than it must: the kernel makes rows as they are asked for, and walking on
 * through the empty part of its table is what takes the time.
 */
function rowIn(path: string, connection: Connection, table: 'tcp' | 'tcp6'): SocketRow | null {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    let text = '';
    for (let size = 1; size > 0; ) {
      size = readSync(file, piece, 0, PIECE_BYTES, null);
      text += piece.toString('latin1', 0, size);
      const whole = size === 0 ? text.length : text.lastIndexOf('\n') + 1;
      const row = rowOf(text.slice(0, whole), connection, table);
      if (row !== null) return row;
      text = text.slice(whole);
    }
    return null;
  } finally {
    closeSync(file);
  }
}

/**
 * The row of the client's end of a connection in the text of `/proc/net/tcp` or `/proc/net/tcp6`.
 * Addresses there are hexadecimal words in host byte order, ports are hexadecimal.
 */
export function rowOf(text: string, connection: Connection, table: 'tcp' | 'tcp6'): SocketRow | null {
  const address = hexAddress(connection.clientAddress, table);
  if (address === null) return null;
  const at = text.indexOf(` ${address}:${hexPort(connection.clientPort)} `);
  for (
    let start = at;
    start >= 0;
    start = text.indexOf(` ${address}:${hexPort(connection.clientPort)} `, start + 1)
  ) {
    const end = text.indexOf('\n', start);
    const fields = text
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .split(/\s+/);
    const [, remote, , , , , uid, , inode] = fields;
    if (remote?.endsWith(`:${hexPort(connection.serverPort)}`) && uid !== undefined && inode !== undefined) {
      return { uid: Number(uid), inode };
    }
  }
  return null;
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function hexAddress(address: string, table: 'tcp' | 'tcp6'): string | null {
  const v4 = address.replace(/^::ffff:/, '');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(v4)) {
    const word = v4
      .split('.')
      .reverse()
      .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
      .join('');
    return table === 'tcp' ? word : `0000000000000000FFFF0000${word}`;
  }
  return table === 'tcp6' && address === '::1' ? '00000000000000000000000001000000' : null;
}

async function processes(proc: string): Promise<string[]> {
  const names = await readdir(proc).catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).reverse();
}

async function holds(proc: string, pid: string, link: string): Promise<boolean> {
  const fds = await readdir(`${proc}/${pid}/fd`).catch(() => []);
  for (const fd of fds) {
    const target = await readlink(`${proc}/${pid}/fd/${fd}`).catch(() => '');
    if (target === link) return true;
  }
  return false;
}

/** Browsers post through one long-lived process: ask those that owned a connection before first. */
function recentOwners(size: number): { add(pid: string): void; list(): string[] } {
  const pids = new Set<string>();
  return {
    add(pid) {
      pids.delete(pid);
      pids.add(pid);
      const oldest = pids.values().next().value;
      if (pids.size > size && oldest !== undefined) pids.delete(oldest);
    },
    list: () => [...pids].reverse(),
  };
}
