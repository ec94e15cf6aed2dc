import {
  accountsOf,
  barPluginText,
  type MenuAction,
  type Snapshot,
  trayModelOf,
  walkMenu,
} from '@claude-meter/core';
import { carriedVariables, commandWith, ownProgram, programFacts } from '../service/own-program.ts';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';
import { findDefaultBrowser } from '../tray/default-browser.ts';
import { openCommand, USAGE_PAGE } from '../tray/open-url.ts';
import { readPreferences, writePreferences } from '../tray/preferences.ts';
import { askSnapshots } from './ask-meter.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** `claude-meter swiftbar`: the tray's menu as the output of a plugin of SwiftBar or xbar. */
export const swiftbar: Command = {
  meta: {
    name: 'swiftbar',
    summary: 'the whole menu as a plugin of SwiftBar or xbar prints it',
    about: `Prints title and menu for SwiftBar, or with --xbar for xbar, two programs that show what a script prints in
the menu bar of macOS. "claude-meter line install swiftbar" writes such a script. Style and account of the title are
chosen in the menu and kept with those of the meter's own tray. Without a meter it shows what was known last.`,
    options: {
      xbar: { type: 'boolean', text: 'without colours, which xbar does not understand' },
      click: { type: 'string', value: 'ROW', text: 'carry out what this row of the menu stands for' },
    },
    examples: [
      {
        line: 'claude-meter line install swiftbar --file PLUGINS/claude-meter.1m.sh',
        text: 'see what is written',
      },
      { line: 'claude-meter swiftbar', text: 'what the plugin prints' },
    ],
  },

  async run(io, settings, values) {
    const snapshots = await snapshotsOf(io, settings);
    const row = values['click'];
    const defaultBrowser =
      typeof row === 'string' ? null : await findDefaultBrowser(process.platform, io.readerGone);
    const model = modelOf(io, { settings, snapshots, defaultBrowser });
    if (typeof row === 'string') return click(io, settings, { row, model });
    const words = values['xbar'] === true ? ['swiftbar', '--xbar'] : ['swiftbar'];
    const command = pluginCommand(io, words);
    io.stdout.write(barPluginText(model, command, { colours: values['xbar'] !== true }));
    return EXIT.ok;
  },
};

async function snapshotsOf(io: Io, { port, home, freshnessMs }: Settings): Promise<readonly Snapshot[]> {
  const asked = await askSnapshots(port);
  if (asked.ok) return asked.snapshots;
  io.stderr.write(`claude-meter: ${asked.error}\n`);
  return readLatest(home, io.now(), freshnessMs) ?? [];
}

interface Shown {
  settings: Settings;
  snapshots: readonly Snapshot[];
  defaultBrowser: string | null;
}

function modelOf(io: Io, { settings, snapshots, defaultBrowser }: Shown) {
  const now = io.now();
  const { format, driver, alarms, flash } = readPreferences(settings.home);
  return trayModelOf(accountsOf(snapshots, now), {
    now,
    timeZone: io.timeZone,
    format,
    driver,
    defaultBrowser,
    // These belong to the meter that runs.
    startAtLogin: null,
    alarms: { on: alarms, flash, ringing: false },
    lit: false,
  });
}

/** What a plugin can do: ask programs, and this one among them. */
function pluginCommand(io: Io, words: readonly string[]) {
  const own = ownProgram(programFacts());
  const self = own.ok ? commandWith({ argv: own.argv, env: carriedVariables(io.env) }) : null;
  return (rowId: string, action: MenuAction): readonly string[] | null => {
    switch (action.kind) {
      case 'open_usage_page':
        return openCommand(USAGE_PAGE, { platform: 'darwin', env: io.env, pid: process.pid });
      case 'refresh':
        return self && [...self, 'refresh'];
      case 'test_alarm':
        return self && [...self, 'notices', 'test'];
      case 'set_format':
      case 'set_driver':
      case 'toggle_alarms':
      case 'toggle_flash':
        return self && [...self, ...words, '--click', rowId];
      case 'dismiss_alarm':
      case 'forget':
      case 'quit':
      case 'toggle_start_at_login':
        return null;
    }
  };
}

/** Takes a choice into the file that the meter's own tray keeps them in; a meter that runs hears of it in a minute. */
function click(
  io: Io,
  { home }: Settings,
  { row, model }: { row: string; model: ReturnType<typeof modelOf> },
): ExitCode {
  const chosen = [...walkMenu(model.menu)].find(({ id }) => id === row);
  const change = chosen?.kind === 'item' && chosen.action !== null ? choiceOf(chosen.action, home) : null;
  if (change === null) {
    io.stderr.write(`claude-meter: There is no choice ${JSON.stringify(row)} in the menu.\n`);
    return EXIT.usage;
  }
  if (writePreferences(home, change)) return EXIT.ok;
  io.stderr.write(`claude-meter: The choice could not be kept in ${JSON.stringify(home)}.\n`);
  return EXIT.failed;
}

function choiceOf(action: MenuAction, home: string) {
  const standing = readPreferences(home);
  switch (action.kind) {
    case 'set_format':
      return { ...standing, format: action.format };
    case 'set_driver':
      return { ...standing, driver: action.driver };
    case 'toggle_alarms':
      return { ...standing, alarms: !standing.alarms };
    case 'toggle_flash':
      return { ...standing, flash: !standing.flash };
    case 'dismiss_alarm':
    case 'forget':
    case 'open_usage_page':
    case 'quit':
    case 'refresh':
    case 'test_alarm':
    case 'toggle_start_at_login':
      return null;
  }
}
