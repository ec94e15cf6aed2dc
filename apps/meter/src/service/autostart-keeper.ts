import { join } from 'node:path';
import { autostartEntry } from './autostart-entry.ts';
import { findEntryFile, removeEntryFile, writeEntryFile } from './entry-file.ts';
import { GOES_ON, SERVICE_NAME, type ServiceKeeper, type ServiceProgram } from './service-keeper.ts';

export interface AutostartOptions {
  /** `~/.config` or what stands for it. */
  configFolder: string;
  /** Takes what the meter says. */
  logFile: string;
  program: ServiceProgram;
  /** Starts the meter apart from us, as the entry will. */
  launch: () => void;
}

/** Linux without systemd: the desktop starts the meter, and nothing watches it. */
export function autostartKeeper({ configFolder, logFile, program, launch }: AutostartOptions): ServiceKeeper {
  const place = join(configFolder, 'autostart', `${SERVICE_NAME}.desktop`);
  const text = autostartEntry(program, ['service', 'launch']);
  return {
    entry: { kind: 'autostart', name: 'autostart entry of the desktop', place, text, logs: logFile },
    find: async () => findEntryFile(place),
    async install({ start }) {
      const written = writeEntryFile(place, text);
      if (written.ok && start) launch();
      return written;
    },
    async uninstall({ stop }) {
      const removed = removeEntryFile(place);
      return removed.ok && stop ? { ok: true, note: GOES_ON } : removed;
    },
    state: async () => ({ kind: 'unwatched' }),
  };
}
