import { describe, expect, it } from 'vitest';
import { parseProfilesIni } from './profiles-ini.ts';

const LINUX = '/home/ada/.mozilla/firefox';
const WINDOWS = 'C:\\Users\\ada\\AppData\\Roaming\\Mozilla\\Firefox';

describe('profiles.ini', () => {
  it.each([
    [
      'two relative profiles',
      '[Profile1]\nName=default\nIsRelative=1\nPath=a.default\nDefault=1\n\n[Profile0]\nName=work\nIsRelative=1\nPath=b.work\n',
      [
        ['default', `${LINUX}/a.default`],
        ['work', `${LINUX}/b.work`],
      ],
    ],
    ['an absolute one', '[Profile0]\nName=x\nIsRelative=0\nPath=/mnt/data/x\n', [['x', '/mnt/data/x']]],
    ['no IsRelative means relative', '[Profile0]\nName=x\nPath=x.d\n', [['x', `${LINUX}/x.d`]]],
    ['nested folders', '[Profile0]\nName=x\nIsRelative=1\nPath=Profiles/x\n', [['x', `${LINUX}/Profiles/x`]]],
    [
      'an install section that knows one more',
      '[Install4F96D1932A9F858E]\nDefault=c.rel\nLocked=1\n[Profile0]\nName=x\nIsRelative=1\nPath=x.d\n',
      [
        ['x', `${LINUX}/x.d`],
        ['c.rel', `${LINUX}/c.rel`],
      ],
    ],
    [
      'an install section that names a listed one, absolutely',
      `[Profile0]\nName=x\nIsRelative=1\nPath=x.d\n[InstallA]\nDefault=${LINUX}/x.d\n`,
      [['x', `${LINUX}/x.d`]],
    ],
    [
      'CRLF, BOM, comments',
      '\ufeff; c\r\n[Profile0]\r\n# c\r\nName = x\r\nPath=x.d\r\n',
      [['x', `${LINUX}/x.d`]],
    ],
    ['a profile without a path', '[Profile0]\nName=x\n', []],
    ['the general section', '[General]\nStartWithLastProfile=1\nPath=nope\n', []],
    ['nothing', '', []],
    ['not an ini file', '\u0000\u0001 = [', []],
  ] as const)('%s', (_, text, expected) => {
    const found = parseProfilesIni(text, LINUX, 'linux');
    expect(found.map(({ name, dir }) => [name, dir])).toEqual(expected);
  });

  it.each([' '.repeat(200_000), `${'['.repeat(100_000)}\n${'a ='.repeat(50_000)}`])(
    'is done with a long line at once',
    (text) => {
      expect(parseProfilesIni(text, LINUX, 'linux')).toEqual([]);
    },
  );

  it('joins with the separators of Windows there, whatever the file uses', () => {
    const text =
      '[Profile0]\nName=a\nIsRelative=1\nPath=Profiles/a.default\n[Profile1]\nName=b\nIsRelative=0\nPath=D:\\ff\\b\n';
    expect(parseProfilesIni(text, WINDOWS, 'win32').map(({ dir }) => dir)).toEqual([
      `${WINDOWS}\\Profiles\\a.default`,
      'D:\\ff\\b',
    ]);
  });
});
