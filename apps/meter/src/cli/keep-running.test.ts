import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { keepRunning } from './keep-running.ts';

function kept() {
  const failing = new EventEmitter();
  const told: string[] = [];
  const ending = new AbortController();
  return { failing, told, ending, ...keepRunning(failing, (line) => void told.push(line), ending.signal) };
}

describe('keepRunning', () => {
  it.each(['uncaughtException', 'unhandledRejection'])('tells of an %s with where it was', (kind) => {
    const { failing, told, hints } = kept();
    expect(hints()).toEqual([]);
    failing.emit(kind, new Error('no such part'));
    expect(told).toEqual([expect.stringMatching(/going on: Error: no such part\n\s+at /)]);
    expect(hints()).toEqual([
      expect.stringContaining('A part of the meter failed unexpectedly ("no such part")'),
    ]);
  });

  it('takes what is no error, too', () => {
    const { failing, told } = kept();
    failing.emit('unhandledRejection', undefined);
    expect(told).toEqual(['claude-meter: unexpected, going on: undefined']);
  });

  it('does not fill a log with what fails again and again', () => {
    const { failing, told, hints } = kept();
    for (let time = 0; time < 1_000; time += 1) failing.emit('uncaughtException', new Error('again'));
    expect(told).toHaveLength(21);
    expect(hints()[0]).toContain('1000 parts');
  });

  it('lets go when the meter ends', () => {
    const { failing, ending } = kept();
    ending.abort();
    expect(failing.eventNames()).toEqual([]);
  });
});
