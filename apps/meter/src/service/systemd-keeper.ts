import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findEntryFile, removeEntryFile, writeEntryFile } from './entry-file.ts';
import { commandTrouble, type ServiceCommand } from './service-command.ts';
import {
  SERVICE_NAME,
  type ServiceKeeper,
  type ServiceProgram,
  type ServiceState,
  type ServiceStep,
} from './service-keeper.ts';
import { systemdUnit } from './systemd-unit.ts';

const UNIT = `${SERVICE_NAME}.service`;

export interface SystemdOptions {
  /** `~/.config` or what stands for it. */
  configFolder: string;
  program: ServiceProgram;
  run: ServiceCommand;
}

/**
 * A unit of the person's systemd. The link that makes it start at login is set here and not by `systemctl enable`,
 * which needs a running user manager: over ssh, or as another user, there may be none.
 */
export function systemdKeeper({ configFolder, program, run }: SystemdOptions): ServiceKeeper {
  const folder = join(configFolder, 'systemd', 'user');
  const place = join(folder, UNIT);
  const link = join(folder, 'default.target.wants', UNIT);
  const text = systemdUnit(program);
  const systemctl = async (...args: string[]): Promise<string | null> => {
    const argv = ['systemctl', '--user', ...args] as const;
    return commandTrouble(argv, await run(argv));
  };

  return {
    entry: {
      kind: 'systemd',
      name: 'systemd user unit',
      place,
      text,
      logs: `journalctl --user -u ${SERVICE_NAME}`,
    },
    async find() {
      const found = findEntryFile(place);
      // Somebody who took the link away, with `systemctl --user disable`, does not want it to start.
      return found.kind === 'ours' ? { ...found, on: pointsTo(link, place) } : found;
    },
    async install({ start }) {
      const written = writeEntryFile(place, text);
      if (!written.ok) return written;
      const linked = setLink(link, place);
      if (!linked.ok) return linked;
      const reloaded = await systemctl('daemon-reload');
      if (reloaded !== null)
        return {
          ok: true,
          note: `${reloaded} It starts at your next login; until then there is "claude-meter run".`,
        };
      const started = start ? await systemctl('restart', UNIT) : null;
      return started === null ? { ok: true, note: null } : { ok: false, error: started };
    },
    async uninstall({ stop }) {
      const stopped = stop ? await systemctl('stop', UNIT) : null;
      rmSync(link, { force: true });
      const removed = removeEntryFile(place);
      if (!removed.ok) return removed;
      await systemctl('daemon-reload');
      if (stopped === null) return { ok: true, note: null };
      return { ok: true, note: `${stopped} If a meter runs, end it yourself.` };
    },
    state: () => unitState(run),
  };
}

function pointsTo(link: string, place: string): boolean {
  try {
    return readlinkSync(link) === place;
  } catch {
    return false;
  }
}

function setLink(link: string, place: string): ServiceStep {
  try {
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(place, link);
    return { ok: true, note: null };
  } catch (error) {
    return { ok: false, error: `${JSON.stringify(link)} cannot be made: ${(error as Error).message}` };
  }
}

async function unitState(run: ServiceCommand): Promise<ServiceState> {
  const argv = [
    'systemctl',
    '--user',
    'show',
    UNIT,
    '-p',
    'ActiveState,SubState,MainPID,Result,ExecMainStatus',
  ];
  const end = await run(argv as [string, ...string[]]);
  if (end.kind !== 'exited' || end.code !== 0) {
    return { kind: 'unknown', detail: commandTrouble(argv, end) ?? '' };
  }
  const fields = Object.fromEntries(
    [...end.stdout.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
  const { ActiveState = '', SubState = '', MainPID = '0', Result = '', ExecMainStatus = '' } = fields;
  if (ActiveState === 'active') return { kind: 'running', pid: Number(MainPID) || null };
  if (ActiveState === 'inactive') return { kind: 'stopped' };
  const detail = `systemd says ${ActiveState} (${SubState}): ${Result}, exit code ${ExecMainStatus}.`;
  return { kind: 'failed', detail };
}
