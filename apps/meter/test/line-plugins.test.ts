import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';
import { spawnAsync } from './spawn-async.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'apps', 'meter', 'bin', 'claude-meter.js');
const HOSTILE = 'x | bash=id --\'"$(touch a)`touch b`; touch c [$output]@e.x';
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const posix = process.platform !== 'win32' && has('curl', '--version');

async function desk() {
  const home = temporaryFolder();
  const meter = await startMeter({ home: join(home, 'state') });
  const windows = {
    five_hour: { utilization: 92, resets_at: null },
    seven_day: { utilization: 31, resets_at: null },
  };
  await meter.post([originalPost({ account_email: HOSTILE, usage: windows })]);
  const env = {
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    HOME: home,
    LANG: 'C.UTF-8',
    CLAUDE_METER_HOME: join(home, 'state'),
    CLAUDE_METER_PORT: String(meter.port),
  };
  const run = (command: string, args: string[], more: Record<string, string> = {}) =>
    spawnAsync(command, args, { env: { ...env, ...more }, cwd: home });
  /** What `install` writes for a program, with more time than a busy test machine needs. */
  const install = async (target: string, template = '') => {
    const file = join(home, `${target}.conf`);
    await run(process.execPath, [PROGRAM, 'line', 'install', target, '--file', file, '--yes']);
    const asked = template === '' ? '' : `&template=${encodeURIComponent(template)}`;
    const text = readFileSync(file, 'utf8')
      .replace('-m 0.05', '-m 5')
      .replace(`format=${target}`, `$&${asked}`);
    writeFileSync(file, text);
    return file;
  };
  const program = (name: string, text: string) => {
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'bin', name), text);
    chmodSync(join(home, 'bin', name), 0o755);
  };
  const untouched = () => ['a', 'b', 'c'].filter((name) => has('test', '-e', join(home, name)));
  return { meter, home, run, install, program, untouched };
}

describe.runIf(posix)('what install writes', () => {
  it.each(['xbar', 'swiftbar'])(
    '%s: a plugin whose title and menu are what its manual says',
    async (target) => {
      const { run, install, meter, untouched } = await desk();
      const plugin = await install(target);
      const { out } = await run('sh', [plugin]);
      const rows = out.trimEnd().split('\n');
      const title = rows.slice(0, rows.indexOf('---'));
      expect(title).toHaveLength(1);
      expect(title[0]).toMatch(/5h .*92%.*7d 31%/);
      // One bar in each row, and behind it nothing of the name.
      for (const row of rows.filter((one) => !/^-+$/.test(one))) {
        const [, parameters = '', ...rest] = row.split('|');
        expect([row, rest]).toEqual([row, []]);
        expect(parameters).not.toMatch(/touch|=id|output/);
      }
      expect(out).toContain('touch');
      expect(untouched()).toEqual([]);
      await meter.stop();
      expect((await run('sh', [plugin])).out.split('\n')[0]).toContain('—');
    },
  );

  it('sketchybar: an item whose script sets label and colour, whatever the label says', async () => {
    const { run, install, program, home, untouched } = await desk();
    program(
      'sketchybar',
      '#!/bin/sh\nfor one in "$@"; do printf "%s\\n" "$one"; done >> "$HOME/calls"\necho END >> "$HOME/calls"\n',
    );
    const rc = await install('sketchybar', '{account}');
    expect(await run('bash', [rc])).toMatchObject({ code: 0 });
    const calls = () =>
      readFileSync(join(home, 'calls'), 'utf8')
        .split('END\n')
        .map((call) => call.split('\n').slice(0, -1));
    const [added = []] = calls();
    expect(added.slice(0, 7)).toEqual([
      '--add',
      'item',
      'claude_meter',
      'right',
      '--set',
      'claude_meter',
      'update_freq=30',
    ]);
    const script = added
      .slice(7)
      .join('\n')
      .replace(/^script=/, '');
    expect(await run('bash', ['-c', script], { NAME: 'claude_meter' })).toMatchObject({ code: 0, err: '' });
    expect(calls()[1]).toEqual([
      '--set',
      'claude_meter',
      'drawing=on',
      `label=${HOSTILE}`,
      'label.color=0xffffffff',
    ]);
    expect(untouched()).toEqual([]);
  });

  const toml = has('python3', '-c', 'import tomllib');
  it.runIf(toml)('starship: a module in TOML whose command prints the line', async () => {
    const { run, install, untouched } = await desk();
    const file = await install('starship', '{account}');
    const read = 'import json, sys, tomllib; print(json.dumps(tomllib.load(open(sys.argv[1], "rb"))))';
    const { custom } = JSON.parse((await run('python3', ['-c', read, file])).out) as {
      custom: { claude_meter: Record<string, unknown> };
    };
    const { command, shell, when, format } = custom.claude_meter;
    expect([shell, when, format]).toEqual([['sh'], true, '[$output]($style) ']);
    // Starship gives the command to that shell on its standard input, and shows what comes back as text.
    expect((await run('sh', ['-c', String(command)])).out).toBe(`${HOSTILE}\n`);
    expect(untouched()).toEqual([]);
  });

  const powerline = has('/usr/bin/python3', '-c', 'import powerline') && has('which', 'powerline-render');
  it.runIf(powerline)('powerline: the segment of the guide, drawn by the real one', async () => {
    const { run, home, meter, untouched } = await desk();
    const guide = readFileSync(join(ROOT, 'docs', 'lines.md'), 'utf8');
    const [, segment = ''] = /```python\n(.*?)```/s.exec(guide) ?? [];
    writeFileSync(join(home, 'meter_segment.py'), segment.replace('timeout=0.05', 'timeout=5'));
    const themes = join(home, '.config', 'powerline', 'themes', 'shell');
    mkdirSync(themes, { recursive: true });
    const url = `http://127.0.0.1:${meter.port}/line?format=powerline&template=`;
    const one = (template: string) => ({
      function: 'meter_segment.claude_meter',
      args: { url: url + encodeURIComponent(template) },
    });
    const segments = { right: [one('{5h} {7d}'), one('{account}')], left: [] };
    writeFileSync(join(themes, 'default.json'), JSON.stringify({ segments }));
    const { out } = await run('powerline-render', ['shell', 'right', '-c', 'ext.shell.theme=default'], {
      PYTHONPATH: home,
      TERM: 'xterm-256color',
    });
    const shown = out.replaceAll(new RegExp(`${'\x1b'}\\[[\\d;]*m`, 'g'), '').replaceAll('\u00a0', ' ');
    expect(shown).toContain('92%');
    expect(shown).toContain(HOSTILE);
    expect(untouched()).toEqual([]);
  });
});
