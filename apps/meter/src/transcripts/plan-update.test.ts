import { describe, expect, it } from 'vitest';
import type { FoundFile } from './find-files.ts';
import { type KnownFile, planUpdate } from './plan-update.ts';

const MB = 1024 * 1024;
const FOUND: FoundFile = { path: '/a', device: 1, inode: 10, size: 100, modified: 5, changed: 5, born: 1 };
const KNOWN: KnownFile = { ...FOUND, id: 1, offset: 90, head: 1, tail: 2, firstAt: 3, damaged: 0 };

/** The plan in words. */
function plan(
  known: Partial<KnownFile>[],
  found: Partial<FoundFile>[],
  keep?: (path: string) => boolean,
): string[] {
  const { scans, moved, gone } = planUpdate(
    known.map((file, index) => ({ ...KNOWN, id: index + 1, ...file })),
    found.map((file) => ({ ...FOUND, ...file })),
    keep,
  );
  return [
    ...scans.map(
      ({ path, known: file, start, bytes }) =>
        `read ${path} (${file?.id ?? 'new'}) from ${start?.offset ?? 'start'}: ${bytes}`,
    ),
    ...moved.map((one) => `move ${one.known.path} to ${one.found.path}`),
    ...gone.map((file) => `forget ${file.path}`),
  ];
}

describe('planUpdate', () => {
  it.each<[string, Partial<KnownFile>[], Partial<FoundFile>[], string[]]>([
    ['leaves a file alone that looks as it did', [{}], [{}], []],
    ['leaves both names of one file alone', [{}, { path: '/b' }], [{}, { path: '/b' }], []],
    ['reads a new file', [], [{}], ['read /a (new) from start: 100']],
    ['reads on where a file grew', [{}], [{ size: 150, modified: 6 }], ['read /a (1) from 90: 60']],
    ['reads a shorter file anew', [{}], [{ size: 95, modified: 6 }], ['read /a (1) from start: 95']],
    ['reads a file anew that was touched', [{}], [{ modified: 6 }], ['read /a (1) from start: 100']],
    ['does not trust a time that was set back', [{}], [{ changed: 6 }], ['read /a (1) from start: 100']],
    [
      'checks another file under the same name',
      [{}],
      [{ inode: 11, size: 150 }],
      ['read /a (1) from 90: 60'],
    ],
    ['forgets a file that is gone', [{}], [], ['forget /a']],
    ['follows a renamed file', [{}], [{ path: '/b', changed: 6 }], ['move /a to /b']],
    [
      'reads on a file that was renamed and grew',
      [{}],
      [{ path: '/b', size: 150, modified: 6, changed: 6 }],
      ['read /b (1) from 90: 60'],
    ],
    [
      'takes only one of two new names for the renamed file',
      [{}],
      [{ path: '/b' }, { path: '/c' }],
      ['read /c (new) from start: 100', 'move /a to /b'],
    ],
    ['does not take a copy for a rename', [{}], [{}, { path: '/b' }], ['read /b (new) from start: 100']],
    [
      'reads a small file anew while its first time is not known',
      [{ firstAt: null }],
      [{ size: 150 }],
      ['read /a (1) from start: 150'],
    ],
    [
      'reads on a large file that has no time at all',
      [{ firstAt: null, offset: 2 * MB, size: 2 * MB }],
      [{ size: 3 * MB }],
      [`read /a (1) from ${2 * MB}: ${MB}`],
    ],
  ])('%s', (_, known, found, expected) => {
    expect(plan(known, found)).toEqual(expected);
  });

  it('keeps a missing file that is only out of sight', () => {
    expect(plan([{ path: '/a' }, { path: '/b' }], [], (path) => path === '/a')).toEqual(['forget /b']);
  });
});
