import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { METER_MAIN, runMeter } from './meter-process.ts';

const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const installed = (program: string) => spawnSync(program, ['-V']).error === undefined;
const tmux = installed('tmux');

/** What the e-mail of an account might be called to be obeyed by somebody. */
let hostile: string;
let folder: string;
let home: string;
let socket: string;
let meter: Awaited<ReturnType<typeof runMeter>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cm-lines-'));
  home = join(folder, 'user');
  mkdirSync(home);
  hostile = 'x#[fg=red]#(touch a)$(touch b)`touch c`%F{red}%n\\u@e.x';
  meter = await runMeter(join(folder, 'state'));
  const usage = {
    five_hour: { utilization: 92, resets_at: null },
    seven_day: { utilization: 31, resets_at: null },
  };
  const fetched_at = new Date().toISOString();
  const snapshot = { org_uuid: ORG, browser: 'extension', account_email: hostile, fetched_at, usage };
  const body = JSON.stringify([snapshot]);
  const headers = { 'content-type': 'application/json' };
  await fetch(`${meter.base}/snapshots`, { method: 'POST', headers, body });
});
afterAll(async () => {
  await meter.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  socket = `cm-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
});
afterEach(() => {
  for (const name of [socket, `${socket}-in`]) spawnSync('tmux', ['-L', name, 'kill-server']);
});

const env = () => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  CLAUDE_METER_HOME: join(folder, 'state'),
  CLAUDE_METER_PORT: String(meter.port),
});

/** Runs a command on a terminal of its own; what can be seen there, with or without its colours. */
function terminal(command: string) {
  const args = ['-L', socket, '-f', '/dev/null', 'new', '-d', '-x', '110', '-y', '8', command];
  execFileSync('tmux', args, { env: env(), cwd: folder });
  const shown = (...more: string[]) =>
    execFileSync('tmux', ['-L', socket, 'capture-pane', '-p', ...more], { encoding: 'utf8' });
  return { text: () => shown(), coloured: () => shown('-e') };
}

const line = (format: string, template = '') => {
  const asked = new URLSearchParams({ format, ...(template === '' ? {} : { template }) });
  return `curl -fs -m 1 '${meter.base}/line?${asked}'`;
};
const install = (target: string) =>
  execFileSync(process.execPath, [METER_MAIN, 'line', 'install', target, '--yes'], { env: env() });
const patient = { timeout: 20_000, interval: 200 };

const nobodyObeyed = () => {
  const places = ['a', 'b', 'c'].flatMap((name) => [folder, home, process.cwd()].map((at) => join(at, name)));
  expect(places.filter((path) => existsSync(path))).toEqual([]);
};

describe.runIf(tmux)('tmux', () => {
  const inner = (config: string) => {
    writeFileSync(join(folder, 'tmux.conf'), config);
    return terminal(`env -u TMUX tmux -L ${socket}-in -f ${join(folder, 'tmux.conf')} new`);
  };

  it('shows what install wrote, in the colour of its band', async () => {
    install('tmux');
    const { text, coloured } = terminal(
      `env -u TMUX tmux -L ${socket}-in -f ${join(home, '.tmux.conf')} new`,
    );
    await expect.poll(text, patient).toContain('5h 92% · 7d 31%');
    // #db7620 as the terminal is told.
    expect(coloured()).toMatch(/5h .*38;2;219;118;32m.*92%/);
  });

  it('obeys no e-mail', async () => {
    // tmux reads % as a part of a date, in commands too.
    const right = line('tmux', '{account}!').replaceAll("'", '"').replaceAll('%', '%%');
    const { text } = inner(
      `set -g status-right-length 200\nset -g status-right '#(${right})'\nset -g status-left ''\nsetw -g window-status-current-format ''\n`,
    );
    await expect.poll(text, patient).toContain('@e.x!');
    expect(text()).toContain(hostile);
    nobodyObeyed();
  });
});

describe.runIf(tmux && installed('zsh'))('zsh', () => {
  it('shows what install wrote, and counts its width right', async () => {
    install('zsh');
    const { text, coloured } = terminal('zsh -d -i');
    // Zsh leaves one cell free at the right: a width counted wrong would move the text.
    await expect.poll(text, patient).toMatch(/^.{94}5h 92% · 7d 31%$/m);
    expect(coloured()).toMatch(/38;5;208m92%/);
  });

  it('obeys no e-mail', async () => {
    writeFileSync(
      join(home, '.zshrc'),
      `setopt PROMPT_SUBST\nPROMPT='$(${line('zsh', '{account}!').replaceAll("'", '"')}) '\n`,
    );
    const { text } = terminal('zsh -d -i');
    await expect.poll(text, patient).toContain('@e.x!');
    expect(text().replaceAll('\n', '')).toContain(hostile);
    nobodyObeyed();
  });
});

describe.runIf(tmux && installed('bash'))('bash', () => {
  it('shows it in front of its prompt, and obeys no e-mail', async () => {
    writeFileSync(
      join(home, '.bashrc'),
      `PS1='$(${line('bash', '{5h} {account}!').replaceAll("'", '"')})$ '\n`,
    );
    const { text, coloured } = terminal(`bash --rcfile ${join(home, '.bashrc')} -i`);
    await expect.poll(text, patient).toContain('@e.x!$');
    expect(text().replaceAll('\n', '')).toContain(hostile);
    expect(coloured()).toContain('\u001b[33m92%');
    nobodyObeyed();
  });
});

describe.runIf(tmux && installed('fish'))('fish', () => {
  it('shows what install wrote at the right', async () => {
    install('fish');
    const { text } = terminal('fish -i');
    await expect.poll(text, patient).toMatch(/5h 92% · 7d 31%\s*$/m);
  });

  it('obeys no e-mail', async () => {
    writeFileSync(join(home, 'hostile.fish'), `function fish_prompt\n  ${line('ansi', '{account}!')}\nend\n`);
    const other = terminal(`fish -i -C 'source ${join(home, 'hostile.fish')}'`);
    await expect.poll(other.text, patient).toContain('@e.x!');
    expect(other.text().replaceAll('\n', '')).toContain(hostile);
    nobodyObeyed();
  });
});

/** What shells obey, glued together at random; always the same ones. */
const NAMES = fc.sample(
  fc
    .array(
      fc.constantFrom(
        ...[
          '$(touch a)',
          '`touch b`',
          '$\u007bPATH}',
          '$((1+1))',
          '!!',
          '~',
          '*',
          '\\n',
          '\\',
          '\\w',
          '\\$',
          '\\[',
          '\\]',
        ],
        ...[
          '%n',
          '%%',
          '%',
          '%F{red}',
          '%{',
          '%}',
          '%(!.a.b)',
          '%1v',
          "'",
          '"',
          ';touch c',
          '&&touch c',
          '|touch c',
        ],
        ...[
          '\n',
          '\r',
          '\t',
          '\x1b[31m',
          '\x01',
          '\x02',
          '\x00',
          '\u202e',
          '\u2028',
          'שלום',
          'main',
          '-',
          '<(touch a)',
          ' ',
        ],
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
  { numRuns: 40, seed: 7 },
);

describe.each([
  ['zsh', `setopt PROMPT_SUBST; PROMPT='$(cat "$file")'; print -rnP -- "$PROMPT"`],
  ['bash', `PS1='$(cat "$file")'; printf %s "\${PS1@P}"`],
])('branches that want to be obeyed by %s', (shell, expand) => {
  it.runIf(installed(shell))('are shown, each as it is, and nothing else happens', async () => {
    const shown = async (format: string, branch: string) => {
      const query = new URLSearchParams({ format, branch, template: '{branch}' });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${meter.base}/line?${query}`, { method: 'POST', headers, body: '{}' })).text();
    };
    for (const [index, name] of NAMES.entries()) {
      const file = join(folder, `branch-${index}`);
      writeFileSync(file, await shown(shell, name));
      const args = shell === 'zsh' ? ['-f', '-c', expand] : ['--norc', '-c', expand];
      const seen = execFileSync(shell, args, { env: { ...env(), file }, cwd: folder, encoding: 'utf8' });
      expect([name, seen]).toEqual([name, (await shown('plain', name)).trimEnd()]);
    }
    nobodyObeyed();
  });
});
