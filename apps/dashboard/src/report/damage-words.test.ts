import { describe, expect, it } from 'vitest';
import { damageWords } from './damage-words.ts';

describe('damageWords', () => {
  it('says nothing where every line is counted', () => {
    expect(damageWords({ lines: 0, files: 0, first: [] }, 'en-US')).toBeNull();
  });

  it('says of one line where it stands and what is wrong with it', () => {
    const first = [{ path: '/home/dev/a\u202eb.jsonl', offset: 12_345, kind: 'json' as const }];
    expect(damageWords({ lines: 1, files: 1, first }, 'en-US')).toEqual({
      summary: 'One line in one transcript cannot be read and is not counted',
      named: ['/home/dev/a\\u{202e}b.jsonl, at byte 12,345: it is no JSON'],
    });
  });

  it('counts many, and names the first', () => {
    const first = [
      { path: '/a.jsonl', offset: 0, kind: 'counts' as const },
      { path: '/b.jsonl', offset: 7, kind: 'long' as const },
    ];
    expect(damageWords({ lines: 1_234, files: 2, first }, 'en-US')).toEqual({
      summary: '1,234 lines in 2 transcripts cannot be read and are not counted',
      named: [
        '/a.jsonl, at byte 0: its counts cannot be meant',
        '/b.jsonl, at byte 7: it is longer than 16 MiB',
      ],
    });
  });
});
