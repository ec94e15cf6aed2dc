import type { ServiceKeeper, ServiceKind, ServiceState } from './service-keeper.ts';

/** How the start at login stands. */
export interface ServiceStatus {
  kind: ServiceKind;
  name: string;
  place: string;
  logs: string;
  /** `outdated`: it starts another program, or with other settings, than `service install` would write now. */
  entry: 'absent' | 'current' | 'outdated' | 'switched_off' | 'foreign' | 'unreadable';
  state: ServiceState;
}

export async function serviceStatus(keeper: ServiceKeeper): Promise<ServiceStatus> {
  const { kind, name, place, logs, text } = keeper.entry;
  const found = await keeper.find();
  const ours = found.kind === 'ours';
  const current = ours && found.text === text ? 'current' : 'outdated';
  const entry = !ours ? found.kind : found.on ? current : 'switched_off';
  const state: ServiceState = ours ? await keeper.state() : { kind: 'stopped' };
  return { kind, name, place, logs, entry, state };
}

/** What a person reads of it, line by line. */
export function serviceWords({ name, place, logs, entry, state }: ServiceStatus): string[] {
  const at = `${name}, ${place}`;
  switch (entry) {
    case 'absent':
      return ['does not start at login'];
    case 'foreign':
      return [`does not start at login: ${place} was written by somebody else`];
    case 'unreadable':
      return [`cannot tell whether it starts at login: ${place} cannot be read`];
    case 'switched_off':
      return [`switched off since it was installed: ${at}`];
    case 'current':
    case 'outdated': {
      const outdated =
        entry === 'outdated'
          ? ['it starts another program or settings than these; "claude-meter service install" renews it']
          : [];
      return [`starts at login: ${at}`, ...stateWords(state), ...outdated, `its words: ${logs}`];
    }
  }
}

function stateWords(state: ServiceState): string[] {
  switch (state.kind) {
    case 'running':
      return [state.pid === null ? 'running' : `running (pid ${state.pid})`];
    case 'stopped':
      return ['not running now'];
    case 'failed':
      return [`failed: ${state.detail}`];
    case 'unknown':
      return [`whether it runs cannot be asked here: ${state.detail}`];
    case 'unwatched':
      return [];
  }
}
