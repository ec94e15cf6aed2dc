import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BAR_PROGRAMS,
  BAR_USER,
  type BarKind,
  type BarScreen,
  barFolder,
  pixelsOf,
  startBar,
} from './bars/bar-screen.ts';
import { METER_MAIN, type MeterProcess, runMeter } from './meter-process.ts';

/** Where the pictures go: `CLAUDE_METER_PICTURES`, else a folder that is removed. */
const KEEP = process.env['CLAUDE_METER_PICTURES'];
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'lines.md');

const WARNING = [219, 118, 32] as const;
/** What the account is called below would paint this, if any bar obeyed it. */
const OBEYED = [0, 255, 0] as const;
const HOSTILE = '<span color="#00ff00">%{F#00ff00}$(touch a)`touch b`"; touch c &amp;</span>@e.x';

let folder: string;
let meter: MeterProcess;
let bar: BarScreen | null = null;

const env = () => ({
  PATH: process.env['PATH'] ?? '',
  HOME: join(folder, 'home'),
  LANG: 'C.UTF-8',
  CLAUDE_METER_HOME: join(folder, 'state'),
  CLAUDE_METER_PORT: String(meter.port),
});

/** Writes a configuration as a person has it, and lets `install` put the line into it. */
function installed(target: string, before: string): string {
  const file = join(folder, `${target}.conf`);
  writeFileSync(file, before, { mode: 0o644 });
  const args = [METER_MAIN, 'line', 'install', target, '--file', file, '--yes'];
  execFileSync(process.execPath, args, { env: env(), stdio: 'ignore' });
  // The machine that tests is busy.
  writeFileSync(file, readFileSync(file, 'utf8').replace('-m 0.05', '-m 5'));
  return file;
}

const TEMPLATE = encodeURIComponent('{account}!');
/** Shows the account's name. Bars expand `%` in various ways: the command stands in a file. */
function hostileScript(format: string): string {
  const file = join(folder, `${format}.sh`);
  const url = `${meter.base}/line?format=${format}&template=${TEMPLATE}`;
  writeFileSync(file, `#!/bin/sh\nexec curl -fs -m 1 '${url}'\n`, { mode: 0o755 });
  return file;
}

/** The shell loop of the guide, asking this meter. */
function guideLoop(path: string, query = ''): string {
  const script = /### i3status\n.*?```sh\n(.*?)```/s.exec(readFileSync(GUIDE, 'utf8'))?.[1] ?? '';
  const asked = script
    .replace('127.0.0.1:63762', `127.0.0.1:${meter.port}`)
    .replace('-m 0.05', '-m 1')
    .replace('format=i3status', `format=i3status${query}`)
    .replace(/^i3status/, `i3status -c ${join(folder, 'i3status.conf')}`);
  writeFileSync(path, asked);
  return path;
}

/** What a bar is told to show: our line, and a name that wants to be obeyed. */
const CONFIGS: Readonly<Record<Exclude<BarKind, 'xterm'>, () => string>> = {
  waybar: () => {
    const module = { exec: hostileScript('waybar'), 'return-type': 'json', interval: 30 };
    const rest = JSON.stringify({
      height: 30,
      'modules-left': ['custom/account'],
      'modules-right': ['custom/claude-meter'],
      'custom/account': module,
    });
    return installed('waybar', `{\n${rest.slice(1)}`);
  },
  polybar: () =>
    installed(
      'polybar',
      `[bar/main]
width = 100%
height = 30
background = #222222
foreground = #dddddd
font-0 = DejaVu Sans:size=10
modules-left = account
modules-right = claude-meter
[module/account]
type = custom/script
exec = ${hostileScript('polybar')}
`,
    ),
  i3blocks: () => {
    const account = `[account]\ncommand=${hostileScript('i3blocks')}\ninterval=30\n`;
    return `i3blocks -c ${installed('i3blocks', account)}`;
  },
  i3status: () => {
    const general = 'general { output_format = "i3bar" interval = 1 }\norder += "tztime local"\n';
    writeFileSync(join(folder, 'i3status.conf'), `${general}tztime local { format = "%H:%M" }\n`);
    const inner = guideLoop(join(folder, 'account.sh'), `&template=${TEMPLATE}`);
    const outer = readFileSync(guideLoop(join(folder, 'line.sh')), 'utf8');
    writeFileSync(join(folder, 'line.sh'), outer.replace(/^i3status -c \S+/, `sh ${inner}`));
    return `sh ${join(folder, 'line.sh')}`;
  },
};

/** A shell or tmux in a terminal: what `install` writes at one side, the hostile name at the other; and its orange. */
const PROMPTS: Readonly<Record<string, { script: () => string; orange: readonly [number, number, number] }>> =
  {
    tmux: {
      orange: WARNING,
      script: () => {
        const left = `set -g status-left-length 90\nset -g status-left '#(${hostileScript('tmux')})'\n`;
        const file = installed(
          'tmux',
          `${left}setw -g window-status-current-format ''\nset -g status-right ''\nset -g status-position top\nset -g status-style bg=default,fg=default\n`,
        );
        return `exec tmux -L ${folder.split('/').pop()} -f ${file} new`;
      },
    },
    zsh: {
      orange: [255, 135, 0],
      script: () => {
        const file = installed('zsh', `setopt PROMPT_SUBST\nPROMPT='$(${hostileScript('zsh')}) '\n`);
        return `mkdir -p zdot; cp ${file} zdot/.zshrc; ZDOTDIR=$PWD/zdot exec zsh -d -i`;
      },
    },
    bash: {
      orange: [205, 205, 0],
      script: () => `exec bash --rcfile ${installed('bash', `PS1='$(${hostileScript('bash')})$ '\n`)} -i`,
    },
    fish: {
      orange: [205, 205, 0],
      script: () => {
        const name = `function fish_prompt\n  ${hostileScript('ansi')}\nend\nset fish_greeting\n`;
        return `exec fish -i -C 'source ${installed('fish', name)}'`;
      },
    },
  };

/** Waits until a colour is to be seen that our line has and nothing else; then nothing may have been obeyed. */
async function isShown(name: string, orange: readonly [number, number, number]): Promise<void> {
  const picture = join(folder, name);
  const look = (colour: readonly [number, number, number]) => {
    bar?.picture(picture);
    return pixelsOf(picture, colour);
  };
  const seen = expect.poll(() => look(orange), { timeout: 30_000, interval: 500 }).toBeGreaterThan(10);
  await seen.finally(() => {
    if (KEEP === undefined) return;
    mkdirSync(KEEP, { recursive: true });
    bar?.picture(picture);
    writeFileSync(join(KEEP, name), readFileSync(picture));
  });
  expect(look(OBEYED)).toBe(0);
  const places = ['a', 'b', 'c'].flatMap((file) => [join(folder, file), join(folder, 'home', file), file]);
  expect(places.filter((path) => existsSync(path))).toEqual([]);
}

const missing = (kind: BarKind) =>
  [...BAR_PROGRAMS[kind], 'convert'].filter((one) => spawnSync('which', [one]).status !== 0);

// Real bars take their time, and hang on the load of the machine: part of the nightly suite.
describe.runIf(process.env['NIGHTLY'] === '1')('a real bar', () => {
  beforeAll(async () => {
    folder = barFolder(mkdtempSync(join(tmpdir(), 'cm-bars-')));
    barFolder(join(folder, 'home'));
    meter = await runMeter(join(folder, 'state'), { HOME: join(folder, 'home') }, BAR_USER);
    const usage = {
      five_hour: { utilization: 92, resets_at: null },
      seven_day: { utilization: 31, resets_at: null },
    };
    const fetched_at = new Date().toISOString();
    const post = [{ org_uuid: ORG, browser: 'extension', account_email: HOSTILE, fetched_at, usage }];
    // The meter answers its own user only.
    const json = ['-H', 'content-type: application/json', '-d', JSON.stringify(post)];
    execFileSync('curl', ['-fs', ...json, `${meter.base}/snapshots`], { ...BAR_USER });
  });
  afterEach(async () => {
    await bar?.stop();
    bar = null;
  });
  afterAll(async () => {
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(CONFIGS) as (keyof typeof CONFIGS)[])('%s', (kind) => {
    it.runIf(missing(kind).length === 0)(
      'shows what install wrote, in the colour of its band, and obeys no name',
      async () => {
        bar = await startBar(kind, CONFIGS[kind](), { folder, env: env() });
        await isShown(`lines-${kind}.png`, WARNING);
      },
    );
  });

  describe.each(Object.keys(PROMPTS))('%s in a terminal', (name) => {
    it.runIf(missing('xterm').length === 0 && spawnSync('which', [name]).status === 0)(
      'shows what install wrote, in the colour of its band, and obeys no name',
      async () => {
        const { script, orange } = PROMPTS[name] ?? { script: () => '', orange: WARNING };
        const file = join(folder, `run-${name}.sh`);
        writeFileSync(file, script());
        bar = await startBar('xterm', file, { folder, env: { ...env(), SHELL: '/bin/sh' } });
        await isShown(`lines-${name}.png`, orange);
      },
    );
  });
});
