import { join } from 'node:path';
import { findEntryFile, removeEntryFile, writeEntryFile } from './entry-file.ts';
import { launchAgent } from './launch-agent.ts';
import { commandTrouble, type ServiceCommand } from './service-command.ts';
import {
  SERVICE_NAME,
  type ServiceKeeper,
  type ServiceProgram,
  type ServiceState,
} from './service-keeper.ts';

const LAUNCHCTL = '/bin/launchctl';

export interface LaunchdOptions {
  /** The person's home folder. */
  user: string;
  uid: number;
  /** Takes what the meter says. */
  logFile: string;
  program: ServiceProgram;
  run: ServiceCommand;
}

/** An agent of the person's launchd: every file in `~/Library/LaunchAgents` is loaded at login. */
export function launchdKeeper({ user, uid, logFile, program, run }: LaunchdOptions): ServiceKeeper {
  const place = join(user, 'Library', 'LaunchAgents', `${SERVICE_NAME}.plist`);
  const domain = `gui/${uid}`;
  const target = `${domain}/${SERVICE_NAME}`;
  const text = launchAgent(program, logFile);
  const launchctl = async (...args: string[]): Promise<string | null> => {
    const argv = [LAUNCHCTL, ...args] as const;
    return commandTrouble(argv, await run(argv));
  };

  return {
    entry: { kind: 'launchd', name: 'launchd agent', place, text, logs: logFile },
    find: async () => findEntryFile(place),
    async install({ start }) {
      const written = writeEntryFile(place, text);
      if (!written.ok || !start) return written;
      // One that is loaded keeps its old words; where none is, this fails, and that is well.
      await launchctl('bootout', target);
      // Somebody may have switched it off in the Login Items.
      await launchctl('enable', target);
      const loaded = await launchctl('bootstrap', domain, place);
      if (loaded === null) return { ok: true, note: null };
      return { ok: true, note: `${loaded} It starts at your next login.` };
    },
    async uninstall({ stop }) {
      const removed = removeEntryFile(place);
      if (removed.ok && stop) await launchctl('bootout', target);
      return removed;
    },
    state: () => agentState(target, run),
  };
}

/** `launchctl print` is made for people: what is not found in it is not known. */
async function agentState(target: string, run: ServiceCommand): Promise<ServiceState> {
  const end = await run([LAUNCHCTL, 'print', target]);
  if (end.kind === 'not_started') return { kind: 'unknown', detail: end.reason };
  if (end.code !== 0) return { kind: 'stopped' };
  const field = (name: string) => new RegExp(`^\\s*${name} = (.+)$`, 'm').exec(end.stdout)?.[1];
  const pid = field('pid');
  if (field('state') === 'running') return { kind: 'running', pid: pid === undefined ? null : Number(pid) };
  const code = field('last exit code');
  if (code === undefined || /^(0|\(never exited\))/.test(code)) return { kind: 'stopped' };
  return { kind: 'failed', detail: `launchd says that it last ended with ${code}.` };
}
