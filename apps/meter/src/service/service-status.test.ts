import { describe, expect, it } from 'vitest';
import { memoryKeeper } from '../../test/memory-keeper.ts';
import { serviceCheck } from './service-check.ts';
import type { FoundEntry, ServiceState } from './service-keeper.ts';
import { serviceStatus, serviceWords } from './service-status.ts';

const ours = (given: Partial<Extract<FoundEntry, { kind: 'ours' }>> = {}): FoundEntry => ({
  kind: 'ours',
  text: 'wanted',
  on: true,
  ...given,
});

describe('how the start at login stands', () => {
  it.each<[string, FoundEntry, ServiceState['kind'], string, string]>([
    ['not at all', { kind: 'absent' }, 'stopped', 'note', 'does not start at login'],
    ['well', ours(), 'running', 'ok', 'running (pid 1)'],
    ['well, not asked for', ours(), 'stopped', 'ok', 'not running now'],
    ['well, unwatched', ours(), 'unwatched', 'ok', 'starts at login: unit, /p'],
    [
      'where systemd cannot be asked',
      ours(),
      'unknown',
      'ok',
      'whether it runs cannot be asked here: no bus',
    ],
    ['failed', ours(), 'failed', 'todo', 'failed: it fell'],
    ['older', ours({ text: 'old' }), 'running', 'note', 'it starts another program or settings than these'],
    ['switched off', ours({ on: false }), 'stopped', 'note', 'switched off since it was installed'],
    ['as others wrote it', { kind: 'foreign' }, 'running', 'note', 'was written by somebody else'],
    ['unreadable', { kind: 'unreadable', error: 'x' }, 'stopped', 'todo', 'cannot be read'],
  ])('%s', async (_, found, state, verdict, words) => {
    const status = await serviceStatus(memoryKeeper(found, state));
    expect(serviceWords(status).join('\n')).toContain(words);
    expect(serviceCheck(status).map((check) => [check.area, check.state])).toEqual([['service', verdict]]);
  });

  it('says where the words of the meter are', async () => {
    const status = await serviceStatus(memoryKeeper(ours(), 'failed'));
    expect(serviceWords(status)).toContain('its words: log');
    expect(serviceCheck(status)[0]?.advice).toBe('See why: log');
  });

  it('is no subject where the system has no way', () => {
    expect(serviceCheck(null)).toEqual([]);
  });
});
