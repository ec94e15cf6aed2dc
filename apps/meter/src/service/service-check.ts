import { type Check, note, ok, todo } from '../doctor/check.ts';
import type { ServiceStatus } from './service-status.ts';

const INSTALL = 'Run "claude-meter service install".';

/** What `doctor` says about the start at login. Null: this system has no way that we know. */
export function serviceCheck(status: ServiceStatus | null): Check[] {
  if (status === null) return [];
  const { name, place, logs, entry, state } = status;
  const found = `It starts at login (${name}); its words: ${logs}`;
  switch (entry) {
    case 'absent':
      return [note('service', 'It does not start at login.', `${INSTALL.slice(0, -1)} if you want that.`)];
    case 'foreign':
      return [note('service', `${place} was not written by ClaudeMeter; it is left alone.`)];
    case 'unreadable':
      return [todo('service', `${place} cannot be read.`, 'Give your user the right to.')];
    case 'switched_off':
      return [note('service', `Its ${name} was switched off since it was installed.`, INSTALL)];
    case 'current':
    case 'outdated':
      if (state.kind === 'failed') {
        return [
          todo('service', `It starts at login (${name}) and failed: ${state.detail}`, `See why: ${logs}`),
        ];
      }
      return entry === 'current'
        ? [ok('service', found)]
        : [note('service', `${found}. It starts another program or settings than these.`, INSTALL)];
  }
}
