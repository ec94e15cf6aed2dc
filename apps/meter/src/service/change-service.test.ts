import { describe, expect, it } from 'vitest';
import { memoryKeeper } from '../../test/memory-keeper.ts';
import { installService, uninstallService } from './change-service.ts';
import type { FoundEntry, ServiceState } from './service-keeper.ts';
import { createStartAtLogin } from './start-at-login.ts';

const CURRENT: FoundEntry = { kind: 'ours', text: 'wanted', on: true };

describe('installService', () => {
  it.each<[string, FoundEntry, ServiceState['kind'], boolean, string, string[]]>([
    ['writes where nothing is', { kind: 'absent' }, 'stopped', true, 'done', ['install start']],
    [
      'renews what is older',
      { kind: 'ours', text: 'old', on: true },
      'running',
      true,
      'done',
      ['install start'],
    ],
    ['switches on what was switched off', { ...CURRENT, on: false }, 'stopped', false, 'done', ['install']],
    ['starts what does not run', CURRENT, 'stopped', true, 'done', ['install start']],
    ['leaves alone what stands and runs', CURRENT, 'running', true, 'nothing_to_do', []],
    ['leaves alone what stands and need not run', CURRENT, 'stopped', false, 'nothing_to_do', []],
    ['never touches what others wrote', { kind: 'foreign' }, 'running', true, 'refused', []],
    ['stops at what cannot be read', { kind: 'unreadable', error: 'x' }, 'stopped', true, 'failed', []],
  ])('%s', async (_, found, state, start, kind, done) => {
    const keeper = memoryKeeper(found, state);
    expect((await installService(keeper, { start })).kind).toBe(kind);
    expect(keeper.done).toEqual(done);
  });
});

describe('uninstallService', () => {
  it.each<[string, FoundEntry, string, string[]]>([
    ['takes ours away', CURRENT, 'done', ['uninstall stop']],
    ['takes ours away, however old', { kind: 'ours', text: 'old', on: false }, 'done', ['uninstall stop']],
    ['has nothing to do where nothing is', { kind: 'absent' }, 'nothing_to_do', []],
    ['never touches what others wrote', { kind: 'foreign' }, 'refused', []],
  ])('%s', async (_, found, kind, done) => {
    const keeper = memoryKeeper(found, 'running');
    expect((await uninstallService(keeper, { stop: true })).kind).toBe(kind);
    expect(keeper.done).toEqual(done);
  });
});

describe('createStartAtLogin', () => {
  it('answers at once, and touches neither the meter that runs nor starts a second', async () => {
    const keeper = memoryKeeper({ kind: 'absent' }, 'running');
    const told: boolean[] = [];
    const start = createStartAtLogin(keeper, () => told.push(start.isOn()));
    await start.look();
    start.set(true);
    expect(start.isOn()).toBe(true);
    await start.look();
    start.set(false);
    await start.look();
    expect([keeper.done, start.isOn(), start.trouble()]).toEqual([['install', 'uninstall'], false, null]);
  });

  it('goes back and says why when it is not allowed', async () => {
    const keeper = memoryKeeper({ kind: 'foreign' }, 'stopped');
    let changes = 0;
    const start = createStartAtLogin(keeper, () => {
      changes += 1;
    });
    start.set(true);
    await start.look();
    expect([start.isOn(), changes]).toEqual([false, 1]);
    expect(start.trouble()).toContain('was not written by ClaudeMeter');
  });

  it('sees what was installed before', async () => {
    const start = createStartAtLogin(memoryKeeper(CURRENT, 'running'), () => {});
    await start.look();
    expect(start.isOn()).toBe(true);
  });
});
