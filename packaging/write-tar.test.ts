import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tarArchive } from './write-tar.ts';

const entries = [
  { name: 'x/run', bytes: Buffer.from('#!/bin/sh\n'), executable: true },
  { name: 'x/empty', bytes: Buffer.alloc(0) },
  { name: 'x/deep/er.txt', bytes: Buffer.from('a'.repeat(1500)) },
];

describe('a tar archive', () => {
  it('is unpacked by tar: contents, rights, time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'claude-meter-tar-'));
    try {
      const path = join(folder, 'x.tar');
      writeFileSync(path, tarArchive(entries, 1_700_000_000));
      execFileSync('tar', ['-xf', path, '-C', folder]);
      for (const { name, bytes } of entries) expect(readFileSync(join(folder, name))).toEqual(bytes);
      expect(statSync(join(folder, 'x/run')).mode & 0o111).toBe(0o111);
      expect(statSync(join(folder, 'x/empty')).mode & 0o777).toBe(0o644);
      expect(statSync(join(folder, 'x/empty')).mtimeMs).toBe(1_700_000_000_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the same bytes whatever the order of its entries', () => {
    expect(tarArchive([...entries].reverse(), 1)).toEqual(tarArchive(entries, 1));
  });

  it('takes no name that it would have to cut', () => {
    expect(() => tarArchive([{ name: 'n'.repeat(101), bytes: Buffer.alloc(0) }], 1)).toThrow('too long');
  });
});
