import type { FoundEntry, ServiceKeeper, ServiceState } from '../src/service/service-keeper.ts';

/** A system that starts programs at login and lives in memory; what it was asked to do is in `done`. */
export function memoryKeeper(
  found: FoundEntry,
  state: ServiceState['kind'],
): ServiceKeeper & { done: string[] } {
  const entry = { kind: 'systemd', name: 'unit', place: '/p', text: 'wanted', logs: 'log' } as const;
  const states: Record<ServiceState['kind'], ServiceState> = {
    running: { kind: 'running', pid: 1 },
    stopped: { kind: 'stopped' },
    failed: { kind: 'failed', detail: 'it fell' },
    unwatched: { kind: 'unwatched' },
    unknown: { kind: 'unknown', detail: 'no bus' },
  };
  let standing = found;
  const done: string[] = [];
  return {
    entry,
    done,
    find: async () => standing,
    async install({ start }) {
      done.push(start ? 'install start' : 'install');
      standing = { kind: 'ours', text: entry.text, on: true };
      return { ok: true, note: null };
    },
    async uninstall({ stop }) {
      done.push(stop ? 'uninstall stop' : 'uninstall');
      standing = { kind: 'absent' };
      return { ok: true, note: null };
    },
    state: async () => states[state],
  };
}
