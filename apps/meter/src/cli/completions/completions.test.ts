import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES, COMMANDS } from '../commands.ts';
import { completionsOf } from '../completions.ts';
import type { Io } from '../io.ts';
import { completionTable } from './completion-table.ts';

const isInstalled = (shell: string) => spawnSync(shell, ['-c', ':']).status === 0;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-completions-'));
  for (const shell of ['bash', 'zsh', 'fish']) writeFileSync(join(folder, shell), await print(shell));
  writeFileSync(join(folder, 'export.har'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function print(shell: string): Promise<string> {
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  await completionsOf(COMMANDS).run({ stdout } as unknown as Io, undefined as never, { shell });
  return printed;
}

/** What is typed, and what Tab offers then: exactly, in any order. */
const OFFERS: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['claude-meter ver', ['verify']],
  ['claude-meter r', ['run', 'refresh', 'report']],
  ['claude-meter statusline ', ['install', 'uninstall']],
  ['claude-meter config set sources.c', ['sources.cookies']],
  ['claude-meter config set sources.cookies o', ['on', 'off']],
  ['claude-meter line --account ada@example.com --format star', ['starship']],
  ['claude-meter line install tm', ['tmux']],
  ['claude-meter guard --limit o', ['opus']],
  ['claude-meter verify --har exp', ['export.har']],
  ['claude-meter verify --handoff --tr', ['--tracker', '--truth']],
  ['claude-meter report session 3f', []],
  ['claude-meter help doc', ['doctor']],
  ['claude-meter --vers', ['--version']],
];

/** Runs the completion function of the script as Bash does. */
function offeredByBash(typed: string): string[] {
  const words = typed.split(' ').map((word) => `'${word}'`);
  const script = `. ./bash; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _claude_meter; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
  return printed.split('\n').filter((line) => line !== '');
}

function offeredByFish(typed: string): string[] {
  const script = `source fish; complete -C '${typed}'`;
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const printed = execFileSync('fish', ['-N', '-c', script], { cwd: folder, env, encoding: 'utf8' });
  return printed.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

/**
 * Types each line into one interactive zsh and presses Tab. `compadd` goes on doing its work and writes down what it
 * adds; Ctrl-T marks the end of one line and empties the buffer for the next.
 */
const ZSH_DRIVER = String.raw`
zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -d ./dump; . ./zsh'
zpty -w shell 'compadd() { local -a hits; [[ " $* " == *" -"[OAD]" "* ]] || { builtin compadd -A hits "$@"; print -rl -- $hits >> ./offered }; builtin compadd "$@" }'
zpty -w shell 'next-line() { print -r -- . >> ./offered; BUFFER= }; zle -N next-line; bindkey "^T" next-line; : > ./offered'
integer asked=0
while IFS= read -r line; do
  (( asked++ ))
  zpty -w -n shell "$line"$'\t\x14'
  repeat 500; do
    zpty -r -t shell screen
    (( $(grep -c '^[.]$' offered 2>/dev/null) >= asked )) && break
    sleep 0.02
  done
done <<< "$TYPED"
zpty -d shell
`;

/** What each line is offered, in their order. */
function askZsh(lines: readonly string[]): string[][] {
  const env = { ...process.env, HOME: folder, ZDOTDIR: folder, TYPED: lines.join('\n'), TERM: 'xterm' };
  execFileSync('zsh', ['-f', '-c', ZSH_DRIVER], { cwd: folder, env, stdio: 'pipe' });
  const blocks = readFileSync(join(folder, 'offered'), 'utf8').split(/^\.\n/m).slice(0, -1);
  return blocks.map((block) => [...new Set(block.split('\n').filter((line) => line !== ''))]);
}

let asked: string[][] | null = null;
function offeredByZsh(typed: string): string[] {
  asked ??= askZsh(OFFERS.map(([line]) => line));
  return asked[OFFERS.findIndex(([line]) => line === typed)] ?? ['zsh did not answer'];
}

const SHELLS = { bash: offeredByBash, fish: offeredByFish, zsh: offeredByZsh };

describe.each(Object.entries(SHELLS))('Tab in %s', (shell, offeredBy) => {
  it.runIf(isInstalled(shell)).each(OFFERS)('after "%s" offers %j', (typed, offered) => {
    expect(offeredBy(typed).sort()).toEqual([...offered].sort());
  });
});

describe('the scripts', () => {
  it('name every command and every switch that help names', async () => {
    const scripts = await Promise.all(['bash', 'zsh', 'fish'].map(print));
    for (const name of COMMAND_NAMES) {
      const command = await COMMANDS[name]?.();
      for (const script of scripts) {
        expect(script).toMatch(new RegExp(`\\b${name}\\b`));
        for (const option of Object.keys(command?.meta.options ?? {})) expect(script).toContain(option);
      }
    }
  });

  it('leave out words that a shell would split or expand', () => {
    const word = { name: 'key', text: '' };
    const meta = { name: 'config', summary: '', about: '', options: {}, words: [word], examples: [] };
    const known = { 'config key': ['sources.cookies', 'browsers.A B', '$(id)', "it's"] };
    expect(completionTable([meta], known)[0]?.words).toEqual([['sources.cookies']]);
  });
});
