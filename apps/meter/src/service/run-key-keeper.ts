import { commandTrouble, type ServiceCommand } from './service-command.ts';
import { type FoundEntry, GOES_ON, type ServiceKeeper, type ServiceProgram } from './service-keeper.ts';
import { windowsCommandLine } from './windows-command-line.ts';

const RUN = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
/** Where Windows keeps what was switched off in the Task Manager or the Settings. */
const APPROVED = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run';
const VALUE = 'ClaudeMeter';
/** Longest command line that the system starts from there, characters. */
const MOST = 260;

export interface RunKeyOptions {
  /** Takes what the meter says. */
  logFile: string;
  program: ServiceProgram;
  run: ServiceCommand;
  /** Starts the meter apart from us, as the entry will. */
  launch: () => void;
}

/**
 * A value of the registry's Run key: needs no rights, and Windows shows it to the person among the startup apps. What it
 * starts is `service launch`, which ends at once and leaves a meter without a console window.
 */
export function runKeyKeeper({ logFile, program, run, launch }: RunKeyOptions): ServiceKeeper {
  const variables = new URLSearchParams(program.env).toString();
  const words = [...program.argv, 'service', 'launch', ...(variables === '' ? [] : ['--env', variables])];
  const text = windowsCommandLine(words);
  const reg = async (...args: string[]): Promise<string | null> => {
    const argv = ['reg.exe', ...args] as const;
    return commandTrouble(argv, await run(argv));
  };
  return {
    entry: { kind: 'run_key', name: 'startup app', place: `${RUN}\\${VALUE}`, text, logs: logFile },
    find: () => findValue(text, run),
    async install({ start }) {
      if (text.length > MOST) {
        return {
          ok: false,
          error: `Windows starts at most ${MOST} characters, and these are ${text.length}.`,
        };
      }
      const added = await reg('add', RUN, '/v', VALUE, '/t', 'REG_SZ', '/d', text, '/f');
      if (added !== null) return { ok: false, error: added };
      // Where nothing was switched off there is nothing to delete, and that is well.
      await reg('delete', APPROVED, '/v', VALUE, '/f');
      if (start) launch();
      return { ok: true, note: null };
    },
    async uninstall({ stop }) {
      const removed = await reg('delete', RUN, '/v', VALUE, '/f');
      if (removed !== null) return { ok: false, error: removed };
      return { ok: true, note: stop ? GOES_ON : null };
    },
    state: async () => ({ kind: 'unwatched' }),
  };
}

async function findValue(text: string, run: ServiceCommand): Promise<FoundEntry> {
  const end = await run(['reg.exe', 'query', RUN, '/v', VALUE]);
  if (end.kind === 'not_started') return { kind: 'unreadable', error: end.reason };
  const data = / REG_(?:EXPAND_)?SZ +(.*)$/m.exec(end.stdout)?.[1]?.trim();
  if (end.code !== 0 || data === undefined) return { kind: 'absent' };
  if (!/ service launch( |$)/.test(data)) return { kind: 'foreign' };
  // reg.exe prints in another alphabet than ours: where other letters are meant, they cannot be compared.
  const same = data.length === text.length && /[^ -~]/.test(text);
  return { kind: 'ours', text: same ? text : data, on: !(await isSwitchedOff(run)) };
}

/** An odd first byte stands for off. */
async function isSwitchedOff(run: ServiceCommand): Promise<boolean> {
  const end = await run(['reg.exe', 'query', APPROVED, '/v', VALUE]);
  const bytes = end.kind === 'exited' ? / REG_BINARY +([0-9A-F]+)/i.exec(end.stdout)?.[1] : undefined;
  return bytes !== undefined && Number.parseInt(bytes.slice(0, 2), 16) % 2 === 1;
}
