import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter } from './meter.ts';
import { person } from './person.ts';

/** A row of a plugin's output, read as the plugin format is described: text, `|`, `name=value` or `name="value"`. */
function rowsOf(text: string) {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf(' | ');
    const fields = at < 0 ? '' : line.slice(at + 3);
    const given = Object.fromEntries(
      [...fields.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, bare]) => [
        name,
        quoted ?? bare,
      ]),
    );
    const argv = [given['bash'], ...Array.from({ length: 20 }, (_, index) => given[`param${index + 1}`])];
    return [
      {
        text: at < 0 ? line : line.slice(0, at),
        checked: given['checked'] === 'true',
        argv: argv.filter((word) => word !== undefined),
      },
    ];
  });
}

const rowOf = (text: string, wanted: string) => rowsOf(text).find((row) => row.text === wanted);

describe('claude-meter swiftbar', () => {
  it('prints the whole menu of a running meter, and carries out what is clicked in it', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    const { home, run } = person(meter.port);
    mkdirSync(home);
    const first = (await run(['swiftbar'])).stdout;
    const [title, line] = first.split('\n');
    expect(title).toMatch(/^Claude {2}5h \S+ {2}· {2}7d \S+ \| ansi=true$/);
    expect(line).toBe('---');
    expect(rowOf(first, 'Open claude.ai/settings/usage')?.argv).toEqual([
      '/usr/bin/open',
      'https://claude.ai/settings/usage',
    ]);
    expect(rowOf(first, 'Refresh now')?.argv.slice(-1)).toEqual(['refresh']);
    expect(rowOf(first, '--Test alarm')?.argv.slice(-2)).toEqual(['notices', 'test']);
    expect(first).not.toMatch(/^(Quit|Dismiss|--Start at login)/m);

    const compact = rowsOf(first).filter(({ text }) => /^--\d+% · \d+%$/.test(text))[0];
    expect(compact?.checked).toBe(false);
    expect((await run([], compact?.argv)).code).toBe(0);
    const alarms = rowOf(first, '--Notify at limits and resets');
    expect((await run([], alarms?.argv)).code).toBe(0);
    expect(JSON.parse(readFileSync(join(home, 'tray.json'), 'utf8'))).toMatchObject({
      format: 'compact',
      alarms: false,
    });
    const second = (await run(['swiftbar', '--xbar'])).stdout;
    expect(second.split('\n')[0]).toMatch(/^\d+% · \d+%$/);
    expect(rowOf(second, '--Notify at limits and resets')?.checked).toBe(false);
  }, 40_000);

  it('runs out of the installed plugin, and falls back to a meter without the program', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    const { user, run } = person(meter.port);
    const plugin = join(user, 'claude-meter.1m.sh');
    expect((await run(['line', 'install', 'swiftbar', '--file', plugin, '--yes'])).code).toBe(0);
    const whole = await run([], [plugin]);
    expect(whole.stdout).toContain('\nMenu bar style\n');
    // The meter's own folder has the socket that the script asks for.
    const text = readFileSync(plugin, 'utf8');
    const moved = text.replaceAll(process.execPath, '/gone/node').replaceAll(join(user, 'state'), meter.home);
    writeFileSync(plugin, moved);
    const line = await run([], [plugin]);
    expect(line.stdout).toMatch(/^5h \d+%/);
    expect(line.stdout).not.toContain('Menu bar style');
  }, 40_000);

  it('has a title also where nothing is known, and refuses what is no choice', async () => {
    const { run } = person(1);
    const nothing = await run(['swiftbar']);
    expect([nothing.code, nothing.stdout.split('\n').slice(0, 3)]).toEqual([
      0,
      ['Claude: … | ansi=true', '---', 'No data yet'],
    ]);
    const refused = await run(['swiftbar', '--click', 'quit']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('no choice "quit"') });
  }, 30_000);
});
