import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipArchive } from './write-zip.ts';

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;

describe('a zip archive', () => {
  it('is the same bytes whatever the order of its entries', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-zé]{1,8}){0,2}$/);
    const entries = fc.uniqueArray(fc.record({ name, bytes: fc.uint8Array({ maxLength: 300 }) }), {
      selector: (entry) => entry.name,
      maxLength: 6,
    });
    fc.assert(
      fc.property(entries, (given) => {
        expect(zipArchive([...given].reverse())).toEqual(zipArchive(given));
      }),
    );
  });

  it.runIf(hasUnzip)('is read by unzip: names, contents, rights', () => {
    const folder = mkdtempSync(join(tmpdir(), 'claude-meter-zip-'));
    try {
      const path = join(folder, 'x.zip');
      const long = Buffer.from('seven '.repeat(10_000));
      writeFileSync(
        path,
        zipArchive([
          { name: 'b/ünïcode.txt', bytes: long },
          { name: 'a.sh', bytes: Buffer.from('#!/bin/sh\n'), executable: true },
          { name: 'empty', bytes: Buffer.alloc(0) },
        ]),
      );
      expect(execFileSync('unzip', ['-tq', path], { encoding: 'utf8' })).toContain('No errors detected');
      execFileSync('unzip', ['-q', path, '-d', folder], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
      expect(execFileSync('cat', [join(folder, 'b', 'ünïcode.txt')])).toEqual(long);
      const listed = execFileSync('unzip', ['-Z', path], { encoding: 'utf8' });
      expect(listed).toMatch(/^-rwxr-xr-x .* 80-Jan-01 00:00 a\.sh$/m);
      expect(listed).toMatch(/^-rw-r--r-- .* empty$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
