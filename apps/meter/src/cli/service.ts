import { prepareHome } from '../home-folder.ts';
import type { ServiceChange } from '../service/change-service.ts';
import type { ServiceKeeper } from '../service/service-keeper.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printable } from './view/printable.ts';

/** `claude-meter service`: the start at login. */
export const service: Command = {
  meta: {
    name: 'service',
    summary: 'start the meter at login: install, status, uninstall',
    about: `"install" lets the system start "claude-meter run" at every login: as a systemd user unit, a launchd agent, a
startup app of Windows, or an autostart entry where Linux has no systemd. It prints what it writes, and where, before
it writes it; what somebody else has written there is left alone. The CLAUDE_METER_… variables of this shell go along.
"launch" is what startup apps and autostart entries call: it starts the meter without a window and ends.`,
    words: [
      {
        name: 'action',
        text: 'install, status, uninstall or launch',
        choices: ['install', 'status', 'uninstall', 'launch'],
      },
    ],
    options: {
      'dry-run': { type: 'boolean', text: 'install, uninstall: only print what would be done' },
      'no-start': { type: 'boolean', text: 'install: from the next login on, not now' },
      json: { type: 'boolean', text: 'status: for machines' },
      env: { type: 'string', value: 'VARIABLES', text: 'launch: NAME=VALUE&…, percent-encoded' },
    },
    examples: [
      { line: 'claude-meter service install --dry-run', text: 'what would be written, and where' },
      { line: 'claude-meter service install', text: 'starts it now and at every login' },
      { line: 'claude-meter service status', text: 'does it start, does it run, where are its words' },
    ],
  },

  async run(io, settings, values) {
    if (values['action'] === 'launch') return launch(io, values);
    const { systemKeeper } = await import('../service/system-keeper.ts');
    const found = systemKeeper(settings.home, io.env);
    if (!found.ok) return failed(io, found.error);
    const { keeper } = found;
    if (values['action'] === 'install') return install(io, { keeper, settings, values });
    if (values['action'] === 'uninstall') return uninstall(io, keeper, values);
    return status(io, keeper, values);
  },
};

interface Installing {
  keeper: ServiceKeeper;
  settings: Settings;
  values: OptionValues;
}

async function install(io: Io, { keeper, settings, values }: Installing): Promise<ExitCode> {
  const { entry } = keeper;
  io.stdout.write(`# ${printable(entry.name)}: ${printable(entry.place)}\n${entry.text.trimEnd()}\n`);
  if (values['dry-run'] === true) return unchanged(io);
  const prepared = prepareHome(settings.home);
  if (!prepared.ok) {
    io.stderr.write(`claude-meter: ${prepared.error}\n`);
    return EXIT.homeUnusable;
  }
  const [{ installService }, { askHealth }] = await Promise.all([
    import('../service/change-service.ts'),
    import('../health.ts'),
  ]);
  const rival = await askHealth(settings.port);
  const state = rival === null ? null : await keeper.state();
  const taken = rival !== null && !(state?.kind === 'running' && state.pid === rival.pid);
  const start = values['no-start'] !== true && !taken;
  const code = report(io, await installService(keeper, { start }));
  if (code === EXIT.ok && taken) {
    io.stderr.write(
      `claude-meter: A meter is running already (pid ${rival.pid}): this one starts at your next login.\n`,
    );
  }
  if (code === EXIT.ok) io.stderr.write(`claude-meter: its words: ${printable(entry.logs)}\n`);
  return code;
}

async function uninstall(io: Io, keeper: ServiceKeeper, values: OptionValues): Promise<ExitCode> {
  const { uninstallService } = await import('../service/change-service.ts');
  io.stdout.write(`# ${printable(keeper.entry.name)}: ${printable(keeper.entry.place)}\n`);
  if (values['dry-run'] === true) return unchanged(io);
  return report(io, await uninstallService(keeper, { stop: true }));
}

async function status(io: Io, keeper: ServiceKeeper, values: OptionValues): Promise<ExitCode> {
  const { serviceStatus, serviceWords } = await import('../service/service-status.ts');
  const found = await serviceStatus(keeper);
  if (values['json'] === true) io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else
    io.stdout.write(
      serviceWords(found)
        .map((line) => `${printable(line)}\n`)
        .join(''),
    );
  const well = (found.entry === 'current' || found.entry === 'outdated') && found.state.kind !== 'failed';
  return well ? EXIT.ok : EXIT.failed;
}

/** Starts the meter apart from whoever called, with the settings that came with the entry. */
async function launch(io: Io, values: OptionValues): Promise<ExitCode> {
  const env = Object.fromEntries(new URLSearchParams(String(values['env'] ?? '')));
  const read = readSettings({ ...io.env, ...env });
  if (!read.ok) return failed(io, read.error);
  const { home } = read.settings;
  const prepared = prepareHome(home);
  if (!prepared.ok) {
    io.stderr.write(`claude-meter: ${prepared.error}\n`);
    return EXIT.homeUnusable;
  }
  const [{ launchApart }, { ownProgram, programFacts }] = await Promise.all([
    import('../service/launch-apart.ts'),
    import('../service/own-program.ts'),
  ]);
  const own = ownProgram(programFacts());
  if (!own.ok) return failed(io, own.error);
  launchApart({ argv: own.argv, env }, home);
  return EXIT.ok;
}

function report(io: Io, change: ServiceChange): ExitCode {
  switch (change.kind) {
    case 'done':
      io.stderr.write(`claude-meter: done.${change.note === null ? '' : ` ${printable(change.note)}`}\n`);
      return EXIT.ok;
    case 'nothing_to_do':
      io.stderr.write('claude-meter: nothing to do.\n');
      return EXIT.ok;
    case 'refused':
    case 'failed':
      return failed(io, change.error);
  }
}

function unchanged(io: Io): ExitCode {
  io.stderr.write('claude-meter: nothing was changed (--dry-run).\n');
  return EXIT.ok;
}

function failed(io: Io, error: string): ExitCode {
  io.stderr.write(`claude-meter: ${printable(error)}\n`);
  return EXIT.failed;
}
