import { describe, expect, it } from 'vitest';
import type { Health } from '../../health.ts';
import { transcriptsWords } from './transcripts-words.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const READY: Health['transcripts'] = {
  state: 'ready',
  progress: null,
  updated_at: '2026-11-22T11:58:00Z',
  unreadable: 0,
  trouble: null,
};
const progress = { files: 40, files_done: 10, bytes: 1_000, bytes_done: 333 };

describe('transcriptsWords', () => {
  it.each<[Partial<Health['transcripts']>, string]>([
    [{}, 'read, looked at 2m ago'],
    [{ unreadable: 3 }, 'read, looked at 2m ago; 3 cannot be read'],
    [{ state: 'off', updated_at: null }, 'not read (sources.transcripts is off)'],
    [{ state: 'reading', updated_at: null }, 'being looked at for the first time'],
    [{ state: 'reading', updated_at: null, progress }, 'being read for the first time: 33%, 10 of 40 files'],
    [
      { state: 'reading', updated_at: null, progress: { ...progress, bytes: 0, bytes_done: 0 } },
      'being read for the first time: 100%, 10 of 40 files',
    ],
    [{ state: 'failed', trouble: 'The disk is full.' }, 'The disk is full.'],
  ])('says of %j: %s', (given, words) => {
    expect(transcriptsWords({ ...READY, ...given }, NOW)).toBe(words);
  });
});
