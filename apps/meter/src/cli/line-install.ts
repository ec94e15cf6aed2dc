import { changedLines } from '../lines/change-lines.ts';
import { applyChange, type PlannedChange, planChange } from '../lines/install-target.ts';
import { LINE_TARGETS, lineCommand, usualPath, type WholeProgram } from '../lines/line-targets.ts';
import { carriedVariables, commandWith, ownProgram, programFacts } from '../service/own-program.ts';
import type { Settings } from '../settings.ts';
import type { OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';
import { printable } from './view/printable.ts';

/** `claude-meter line install|uninstall TARGET`: shows what changes; with `--yes` makes it so. */
export function changeLine(io: Io, settings: Settings, values: OptionValues): ExitCode {
  const name = typeof values['target'] === 'string' ? values['target'] : '';
  const names = Object.keys(LINE_TARGETS);
  const target = Object.hasOwn(LINE_TARGETS, name) ? LINE_TARGETS[name] : undefined;
  if (target === undefined) {
    const near = nearest(name, names);
    const hint =
      near === null ? `It is one of ${names.join(', ')}.` : `Did you mean ${JSON.stringify(near)}?`;
    return mistake(io, `There is no target ${JSON.stringify(name)}. ${hint}`);
  }
  const file = values['file'];
  const path = typeof file === 'string' ? file : usualPath(target, io.env);
  if (path === null) return mistake(io, `Where ${name} looks is your choice: name it with --file PATH.`);
  const install = values['action'] === 'install';
  const planned = planChange(target, {
    path,
    command: lineCommand(settings),
    whole: wholeProgram(io.env),
    install,
  });
  if (!planned.ok) return failed(io, planned.error);
  const { change } = planned;
  if (change.before === change.after) {
    io.stderr.write(`claude-meter: nothing to do in ${printable(path)}.\n`);
    return EXIT.ok;
  }
  show(io, change);
  if (values['yes'] !== true) {
    io.stderr.write('claude-meter: nothing was changed. Add --yes to write this.\n');
    return EXIT.ok;
  }
  try {
    applyChange(change, target.place === 'whole');
  } catch (error) {
    return failed(io, `${JSON.stringify(path)} cannot be written: ${(error as Error).message}`);
  }
  io.stderr.write(`claude-meter: done.${install && target.next !== null ? ` ${target.next}` : ''}\n`);
  return EXIT.ok;
}

/** This program with its variables, for a shell; "false" where it has no place that lasts. */
function wholeProgram(env: Io['env']): WholeProgram {
  const own = ownProgram(programFacts());
  if (!own.ok) return () => 'false';
  const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
  const command = commandWith({ argv: own.argv, env: carriedVariables(env) })
    .map(quoted)
    .join(' ');
  return (words) => `${command} ${words}`;
}

function show(io: Io, { path, before, after }: PlannedChange): void {
  const lines = changedLines(before ?? '', after ?? '').map(
    ({ sign, text }) => `${sign} ${printable(text)}\n`,
  );
  io.stdout.write(`${printable(path)}\n${lines.join('')}`);
}

function mistake(io: Io, error: string): ExitCode {
  io.stderr.write(`claude-meter: ${error}\n`);
  return EXIT.usage;
}

function failed(io: Io, error: string): ExitCode {
  io.stderr.write(`claude-meter: ${error}\n`);
  return EXIT.failed;
}
