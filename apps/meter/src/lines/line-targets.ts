import { homedir } from 'node:os';
import { join } from 'node:path';
import { localSocketPath } from '../local-socket-path.ts';
import type { BlockPlace } from './marked-block.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A program that shows a line, and what its configuration needs for that. */
export interface LineTarget {
  /** Null: where it is cannot be known; `--file` says it. */
  path: (env: Env, home: string) => string | null;
  /** `whole`: a file of our own that is taken away again. */
  place: BlockPlace | 'whole';
  lines: (command: LineCommand, whole: WholeProgram) => string[];
  /** What is left for the person to do; null when nothing is. */
  next: string | null;
}

/** The command that prints the line: `curl` with a limit of 50 ms, which says nothing when it fails. */
export type LineCommand = (format: string) => string;

/** A command of this very program, for a shell: `whole('swiftbar')`. */
export type WholeProgram = (words: string) => string;

/** What a shell takes as it is between double quotes. */
const HARMLESS = /^[\w./@ +-]+$/;

/**
 * Asks a meter by the socket in its state folder, where it has one: sooner answered than TCP. Single quotes do not occur
 * in it, so that it may stand in them.
 */
export function lineCommand({ home, port }: { home: string; port: number }): LineCommand {
  const socket = localSocketPath(home);
  const usable = socket !== null && HARMLESS.test(socket);
  const to = usable ? `--unix-socket "${socket}" "http://localhost` : `"http://127.0.0.1:${port}`;
  return (format) => `curl -fs -m 0.05 ${to}/line?format=${format}"`;
}

const END: BlockPlace = { comment: '#', at: 'end' };

const config =
  (...parts: string[]) =>
  (env: Env, home: string): string =>
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), ...parts);

/** Every program that a line can be installed into. */
export const LINE_TARGETS: Readonly<Record<string, LineTarget>> = {
  tmux: {
    path: (_, home) => join(home, '.tmux.conf'),
    place: END,
    lines: (command) => [`set -ga status-right ' #(${command('tmux')})'`],
    next: 'Reload it: tmux source-file ~/.tmux.conf',
  },
  zsh: {
    path: (env, home) => join(env['ZDOTDIR'] || home, '.zshrc'),
    place: END,
    lines: (command) => ['setopt PROMPT_SUBST', `RPROMPT='$(${command('zsh')})'"\${RPROMPT:+ $RPROMPT}"`],
    next: 'Start a new shell.',
  },
  bash: {
    path: (_, home) => join(home, '.bashrc'),
    place: END,
    lines: (command) => [`PS1='$(${command('bash')}) '"$PS1"`],
    next: 'Start a new shell.',
  },
  fish: {
    path: config('fish', 'config.fish'),
    place: END,
    lines: (command) => [
      'functions --query __before_claude_meter; or functions --copy fish_right_prompt __before_claude_meter 2>/dev/null',
      'function fish_right_prompt',
      `    echo -n (${command('ansi')})`,
      '    functions --query __before_claude_meter; and __before_claude_meter',
      'end',
    ],
    next: 'Start a new shell.',
  },
  starship: {
    path: (env, home) => env['STARSHIP_CONFIG'] || config('starship.toml')(env, home),
    place: END,
    lines: (command) => [
      '[custom.claude_meter]',
      `command = '${command('starship')}'`,
      'when = true',
      "shell = ['sh']",
      "format = '[$output]($style) '",
      "style = 'dimmed'",
    ],
    next: 'If your format names its modules, add the module custom.claude_meter to it.',
  },
  waybar: {
    path: config('waybar', 'config'),
    place: { comment: '//', at: 'first_brace' },
    lines: (command) => [
      `"custom/claude-meter": { "exec": ${JSON.stringify(command('waybar'))}, "return-type": "json", "interval": 30 },`,
    ],
    next: 'Add "custom/claude-meter" to modules-right, then restart waybar.',
  },
  polybar: {
    path: config('polybar', 'config.ini'),
    place: END,
    lines: (command) => [
      '[module/claude-meter]',
      'type = custom/script',
      `exec = ${command('polybar')}`,
      'interval = 30',
    ],
    next: 'Add claude-meter to modules-right of your bar, then restart polybar.',
  },
  i3blocks: {
    path: config('i3blocks', 'config'),
    place: END,
    lines: (command) => ['[claude-meter]', `command=${command('i3blocks')}`, 'interval=30'],
    next: 'Restart i3: i3-msg restart',
  },
  sketchybar: {
    path: config('sketchybar', 'sketchybarrc'),
    place: END,
    lines: (command) => [
      `sketchybar --add item claude_meter right --set claude_meter update_freq=30 script='args=(); while IFS= read -r one; do args+=("$one"); done < <(${command('sketchybar')}); [ \${#args[@]} -eq 0 ] || sketchybar --set "$NAME" "\${args[@]}"'`,
    ],
    next: 'Reload it: sketchybar --reload',
  },
  xbar: {
    path: (_, home) => join(home, 'Library', 'Application Support', 'xbar', 'plugins', 'claude-meter.1m.sh'),
    place: 'whole',
    lines: (command, whole) => pluginLines(whole('swiftbar --xbar'), command('xbar')),
    next: 'Refresh xbar.',
  },
  swiftbar: {
    path: () => null,
    place: 'whole',
    lines: (command, whole) => pluginLines(whole('swiftbar'), command('swiftbar')),
    next: 'Refresh SwiftBar.',
  },
};

/** The whole menu; without the program what a meter says; a title must be there, or the plugin is taken for broken. */
function pluginLines(menu: string, line: string): string[] {
  return ['#!/bin/sh', '# claude-meter', `${menu} 2>/dev/null || ${line} || echo '—'`];
}

export function usualPath(target: LineTarget, env: Env): string | null {
  return target.path(env, homedir());
}
