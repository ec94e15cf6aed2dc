import { Buffer } from 'node:buffer';
import type { ZipEntry } from './write-zip.ts';

const BLOCK = 512;
const MAX_NAME = 100;

/**
 * A tar archive (POSIX.1-1988 ustar) of plain files, all of them root's and as old as is said: the tars of the systems
 * agree on no switches for that. The same entries give the same bytes, whatever their order.
 *
 * @param epoch time of every file, s
 * @throws Error for a name of more than 100 bytes
 */
export function tarArchive(entries: readonly ZipEntry[], epoch: number): Buffer {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const blocks = sorted.flatMap(({ name, bytes, executable = false }) => [
    header(name, { size: bytes.length, mode: executable ? 0o755 : 0o644, epoch }),
    Buffer.from(bytes),
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, given: { size: number; mode: number; epoch: number }): Buffer {
  if (Buffer.byteLength(name) > MAX_NAME)
    throw new Error(`${JSON.stringify(name)} is too long for an archive.`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0, 'utf8');
  octal(given.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(given.size, 124, 12);
  octal(given.epoch, 136, 12);
  // The sum is taken with blanks in its own place.
  block.fill(' ', 148, 156);
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265, 'latin1');
  block.write('root', 297, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
