import { installService, type ServiceChange, uninstallService } from './change-service.ts';
import type { ServiceKeeper } from './service-keeper.ts';

/** The switch in the tray's menu. */
export interface StartAtLogin {
  isOn(): boolean;
  set(on: boolean): void;
  /** Why the last wish was not carried out; null when it was. */
  trouble(): string | null;
  /** Looks at how it stands. */
  look(): Promise<void>;
}

/**
 * The start at login as a switch that answers at once. What it does touches the next login alone: the meter that runs
 * now neither ends nor gets a rival.
 *
 * @param onChange it stands otherwise than `isOn` said before
 */
export function createStartAtLogin(keeper: ServiceKeeper, onChange: () => void): StartAtLogin {
  let on = false;
  let trouble: string | null = null;
  let work: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const found = await keeper.find();
    const now = found.kind === 'ours' && found.on;
    if (now === on) return;
    on = now;
    onChange();
  }

  async function change(wanted: boolean): Promise<void> {
    const changed = wanted
      ? await installService(keeper, { start: false })
      : await uninstallService(keeper, { stop: false });
    trouble = troubleOf(changed);
    await look();
  }

  return {
    isOn: () => on,
    set(wanted) {
      on = wanted;
      work = work.then(() => change(wanted));
    },
    trouble: () => trouble,
    look: () => {
      work = work.then(look);
      return work;
    },
  };
}

function troubleOf(changed: ServiceChange): string | null {
  return changed.kind === 'failed' || changed.kind === 'refused' ? changed.error : null;
}
