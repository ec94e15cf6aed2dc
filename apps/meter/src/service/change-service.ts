import type { ServiceKeeper } from './service-keeper.ts';

/** How a wish about the start at login was carried out. */
export type ServiceChange =
  | { kind: 'done'; note: string | null }
  | { kind: 'nothing_to_do' }
  /** What stands there is not ours. */
  | { kind: 'refused'; error: string }
  | { kind: 'failed'; error: string };

/** Makes the system start the meter. Nothing that somebody else has written is touched. */
export async function installService(
  keeper: ServiceKeeper,
  given: { start: boolean },
): Promise<ServiceChange> {
  const found = await keeper.find();
  if (found.kind === 'foreign') return foreign(keeper, 'Move it away first; nothing was changed.');
  if (found.kind === 'unreadable') return { kind: 'failed', error: found.error };
  if (found.kind === 'ours' && found.on && found.text === keeper.entry.text) {
    const started = !given.start || (await keeper.state()).kind === 'running';
    if (started) return { kind: 'nothing_to_do' };
  }
  return outcome(await keeper.install(given));
}

/** Takes away what `installService` wrote, and nothing else. */
export async function uninstallService(
  keeper: ServiceKeeper,
  given: { stop: boolean },
): Promise<ServiceChange> {
  const found = await keeper.find();
  if (found.kind === 'absent') return { kind: 'nothing_to_do' };
  if (found.kind === 'foreign') return foreign(keeper, 'It stays where it is.');
  if (found.kind === 'unreadable') return { kind: 'failed', error: found.error };
  return outcome(await keeper.uninstall(given));
}

function foreign({ entry }: ServiceKeeper, remedy: string): ServiceChange {
  return {
    kind: 'refused',
    error: `${JSON.stringify(entry.place)} was not written by ClaudeMeter. ${remedy}`,
  };
}

function outcome(step: Awaited<ReturnType<ServiceKeeper['install']>>): ServiceChange {
  return step.ok ? { kind: 'done', note: step.note } : { kind: 'failed', error: step.error };
}
