import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders. */
  name: string;
  bytes: Uint8Array;
  executable?: boolean;
}

/** 1980-01-01 00:00, the first moment that the format knows: archives of the same files are the same. */
const DOS_DATE = (1 << 5) | 1;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
const STORED = 0;
const MADE_ON_UNIX = (3 << 8) | 20;

/**
 * A zip archive (PKWARE's APPNOTE 6.3, without its extensions: below 4 GB and 65,536 files). The same entries give the
 * same bytes, whatever their order, wherever and whenever it is made.
 */
export function zipArchive(entries: readonly ZipEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, executable = false } of sorted) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const method = packed.length < bytes.length ? DEFLATED : STORED;
    const data = method === DEFLATED ? packed : bytes;
    const path = Buffer.from(name, 'utf8');
    const described = Buffer.alloc(26);
    described.writeUInt16LE(20, 0);
    described.writeUInt16LE(UTF8_NAMES, 2);
    described.writeUInt16LE(method, 4);
    described.writeUInt16LE(DOS_DATE, 8);
    described.writeUInt32LE(crc32(bytes), 10);
    described.writeUInt32LE(data.length, 14);
    described.writeUInt32LE(bytes.length, 18);
    described.writeUInt16LE(path.length, 22);
    files.push(signature(0x04034b50), described, path, Buffer.from(data));

    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((0o100000 | (executable ? 0o755 : 0o644)) << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(signature(0x02014b50), madeOn(), described, attributes, path);
    offset += 4 + described.length + path.length + data.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(sorted.length, 4);
  end.writeUInt16LE(sorted.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, index, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function madeOn(): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(MADE_ON_UNIX);
  return bytes;
}
