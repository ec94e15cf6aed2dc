import { NOTICE_KINDS } from '@claude-meter/core';
import { configPath } from '../config/config-file.ts';
import { createHook } from '../notify/hook.ts';
import type { NoticeConfig } from '../notify/notice-config.ts';
import type { ShowResult } from '../notify/notifier.ts';
import { readNoticeConfig } from '../notify/read-notice-config.ts';
import { type RunResult, runWords } from '../notify/run-limited.ts';
import { createSystemNotifier } from '../notify/system-notifier.ts';
import { testDesktopNotice, testHookInput } from '../notify/test-notice.ts';
import type { Settings } from '../settings.ts';
import { readPreferences } from '../tray/preferences.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printable } from './view/printable.ts';

/** `claude-meter notices`: what is told when, and a try of it. */
export const notices: Command = {
  meta: {
    name: 'notices',
    summary: 'what is told when; test shows a notice and runs the hook',
    about: `"list" shows what gives reason for a notice, the quiet hours and the hook, as config.json in the state folder
says. "test" shows a notice on this desktop and runs the hook once, with "kind":"test" on its standard input, whether a
meter runs or not, and says how each of them ended. It ends with 1 when one of them failed.`,
    words: [{ name: 'action', text: 'list or test', choices: ['list', 'test'] }],
    options: {
      only: { type: 'string', value: 'PART', text: 'test: desktop or hook' },
      json: { type: 'boolean', text: 'for machines' },
    },
    examples: [
      { line: 'claude-meter notices list', text: 'what would be told' },
      { line: 'claude-meter notices test --only hook', text: 'does the hook work?' },
    ],
  },

  async run(io, settings, values) {
    const path = configPath(settings.home);
    const read = readNoticeConfig(path);
    if (!read.ok) {
      io.stderr.write(`claude-meter: ${printable(JSON.stringify(path))}: ${printable(read.error)}.\n`);
      return EXIT.failed;
    }
    return values['action'] === 'test'
      ? test(io, read.config, values)
      : list(io, settings, { ...read, values });
  },
};

function list(io: Io, { home }: Settings, given: { config: NoticeConfig; values: OptionValues }): ExitCode {
  const { settings, quiet, hook } = given.config;
  const { alarms, flash } = readPreferences(home);
  const told = NOTICE_KINDS.filter((kind) => !settings.without.includes(kind));
  if (given.values['json'] === true) {
    const printed = {
      on: alarms,
      flash,
      told,
      thresholds: settings.thresholds,
      extra_thresholds: settings.extraThresholds,
      pool_hours: settings.poolMs / HOUR_MS,
      quiet,
      hook,
    };
    io.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
    return EXIT.ok;
  }
  const percents = (list: readonly number[]) => list.map((one) => `${one}%`).join(', ');
  const rows: [string, string][] = [
    ['notices', alarms ? 'on' : 'off (Settings in the menu)'],
    ['flashing title', flash ? 'on' : 'off'],
    ['told of', told.join(', ')],
    ['limits', percents(settings.thresholds)],
    ['extra usage', percents(settings.extraThresholds)],
    ['pools', `${settings.poolMs / HOUR_MS} h before they expire`],
    ['quiet', quiet === null ? 'never' : `${quiet.from} to ${quiet.to}`],
    ['hook', hook === null ? 'none' : JSON.stringify(hook)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  io.stdout.write(rows.map(([name, text]) => `${name.padEnd(width)}  ${printable(text)}\n`).join(''));
  return EXIT.ok;
}

const HOUR_MS = 60 * 60 * 1000;

async function test(io: Io, config: NoticeConfig, values: OptionValues): Promise<ExitCode> {
  const only = values['only'];
  if (only !== undefined && only !== 'desktop' && only !== 'hook') {
    io.stderr.write(`claude-meter: --only is desktop or hook, not ${JSON.stringify(only)}.\n`);
    return EXIT.usage;
  }
  const ending = new AbortController();
  const parts: TestedPart[] = [];
  if (only !== 'hook') {
    const notifier = createSystemNotifier(process.platform, { env: io.env, signal: ending.signal });
    parts.push(shownPart(await notifier.show(testDesktopNotice(io.now()))));
  }
  if (only !== 'desktop') {
    const hook = createHook({ command: () => config.hook, signal: ending.signal });
    parts.push(ranPart(config.hook, await hook.run(testHookInput(io.now()))));
  }
  ending.abort();
  if (values['json'] === true) io.stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
  else io.stdout.write(parts.map(({ part, says }) => `${part.padEnd(7)}  ${printable(says)}\n`).join(''));
  return parts.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
}

interface TestedPart {
  part: 'desktop' | 'hook';
  ok: boolean;
  says: string;
}

function shownPart(shown: ShowResult): TestedPart {
  return { part: 'desktop', ok: shown.ok, says: shown.ok ? 'shown' : `not shown: ${shown.reason}` };
}

function ranPart(command: NoticeConfig['hook'], result: RunResult | null): TestedPart {
  if (command === null || result === null) return { part: 'hook', ok: true, says: 'none is set' };
  return { part: 'hook', ok: result.kind === 'done', says: `${JSON.stringify(command)} ${runWords(result)}` };
}
