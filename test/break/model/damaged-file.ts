import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Damages a history that nobody has open. */
export async function damage(path: string, how: 'head' | 'middle' | 'cut' | 'gone'): Promise<void> {
  const { size } = statSync(path);
  if (how === 'gone') {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  } else if (how === 'cut') {
    truncateSync(path, Math.floor(size / 3));
  } else if (how === 'head') {
    writeFileSync(path, Buffer.alloc(size, 'not a database '));
  } else {
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor(size / 2 / 4096) * 4096);
    await file.close();
  }
}

/** How many files were put aside as damaged. */
export function asideIn(home: string): number {
  return readdirSync(home).filter((name) => name.includes('.damaged-')).length;
}
