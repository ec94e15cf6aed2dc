import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { autostartKeeper } from './autostart-keeper.ts';
import { installService, uninstallService } from './change-service.ts';
import { launchdKeeper } from './launchd-keeper.ts';
import { runKeyKeeper } from './run-key-keeper.ts';
import type { ServiceCommandEnd } from './service-command.ts';
import type { ServiceKeeper } from './service-keeper.ts';
import { systemdKeeper } from './systemd-keeper.ts';

const program = {
  argv: ['/usr/bin/node', '/opt/claude-meter.cjs'],
  env: { CLAUDE_METER_PORT: '63763' },
} as const;
const exited = (code: number, stdout = '', stderr = ''): ServiceCommandEnd => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
});

/** A program of the system that says what the test wants, and remembers what it was asked. */
function system(answer: (line: string) => ServiceCommandEnd) {
  const asked: string[] = [];
  const run = async (argv: readonly string[]) => {
    asked.push(argv.join(' '));
    return answer(argv.join(' '));
  };
  return { asked, run };
}

/** A registry with string values, as reg.exe shows and changes it. */
function registry(values: Map<string, string> = new Map()) {
  const asked: string[] = [];
  const run = async ([, verb, key, , name, ...rest]: readonly string[]) => {
    const place = `${key}\\${name}`;
    asked.push(`${verb} ${place}`);
    if (verb === 'add') values.set(place, rest[3] ?? '');
    const value = values.get(place);
    if (value === undefined) return exited(1, '', 'ERROR: The system was unable to find the key.');
    if (verb === 'delete') values.delete(place);
    const type = place.includes('StartupApproved') ? 'REG_BINARY' : 'REG_SZ';
    return exited(0, `\r\n${key}\r\n    ${name}    ${type}    ${value}\r\n\r\n`);
  };
  return { asked, run, values };
}

const RUN = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\ClaudeMeter';
const APPROVED =
  'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run\\ClaudeMeter';

describe('every way of starting at login', () => {
  const ways: [string, () => ServiceKeeper][] = [
    [
      'systemd',
      () => systemdKeeper({ configFolder: temporaryFolder(), program, run: system(() => exited(0)).run }),
    ],
    [
      'launchd',
      () =>
        launchdKeeper({
          user: temporaryFolder(),
          uid: 501,
          logFile: '/l',
          program,
          run: system(() => exited(0)).run,
        }),
    ],
    [
      'autostart',
      () => autostartKeeper({ configFolder: temporaryFolder(), logFile: '/l', program, launch() {} }),
    ],
    ['Run key', () => runKeyKeeper({ logFile: '/l', program, run: registry().run, launch() {} })],
  ];

  it.each(ways)('%s: is written, found as it was written, written once, and taken away', async (_, make) => {
    const keeper = make();
    expect(await keeper.find()).toEqual({ kind: 'absent' });
    expect(await installService(keeper, { start: false })).toEqual({ kind: 'done', note: null });
    expect(await keeper.find()).toEqual({ kind: 'ours', text: keeper.entry.text, on: true });
    expect(await installService(keeper, { start: false })).toEqual({ kind: 'nothing_to_do' });
    expect((await uninstallService(keeper, { stop: true })).kind).toBe('done');
    expect(await keeper.find()).toEqual({ kind: 'absent' });
    expect(await uninstallService(keeper, { stop: true })).toEqual({ kind: 'nothing_to_do' });
  });

  it.each(ways.filter(([name]) => name !== 'Run key'))(
    '%s: leaves a file alone that somebody else wrote',
    async (_, make) => {
      const keeper = make();
      const { place } = keeper.entry;
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, 'mine');
      expect((await installService(keeper, { start: true })).kind).toBe('refused');
      expect((await uninstallService(keeper, { stop: true })).kind).toBe('refused');
      expect(readFileSync(place, 'utf8')).toBe('mine');
    },
  );

  it('says what keeps it from being written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const keeper = autostartKeeper({ configFolder: file, logFile: '/l', program, launch() {} });
    const { kind, ...rest } = await installService(keeper, { start: false });
    expect([kind, JSON.stringify(rest)]).toEqual(['failed', expect.stringMatching(/ENOTDIR|EEXIST/)]);
  });
});

describe('systemd', () => {
  it('is told of the unit and starts it; the file is for this user alone', async () => {
    const configFolder = temporaryFolder();
    const { asked, run } = system(() => exited(0));
    const keeper = systemdKeeper({ configFolder, program, run });
    expect(await keeper.install({ start: true })).toEqual({ ok: true, note: null });
    expect(asked).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user restart claude-meter.service',
    ]);
    const link = join(configFolder, 'systemd/user/default.target.wants/claude-meter.service');
    expect(readlinkSync(link)).toBe(keeper.entry.place);
    expect(statSync(keeper.entry.place).mode & 0o777).toBe(0o600);
    expect(await keeper.uninstall({ stop: true })).toEqual({ ok: true, note: null });
    expect(asked.slice(2)).toEqual([
      'systemctl --user stop claude-meter.service',
      'systemctl --user daemon-reload',
    ]);
    expect(existsSync(link)).toBe(false);
  });

  it('is installed for the next login where no user manager can be reached', async () => {
    const { run } = system(() => exited(1, '', 'Failed to connect to bus: No medium found\n'));
    const keeper = systemdKeeper({ configFolder: temporaryFolder(), program, run });
    expect(await keeper.install({ start: true })).toEqual({
      ok: true,
      note: '"systemctl --user daemon-reload" failed: Failed to connect to bus: No medium found It starts at your next login; until then there is "claude-meter run".',
    });
    expect(await keeper.find()).toMatchObject({ kind: 'ours', on: true });
    expect(await keeper.state()).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('No medium'),
    });
  });

  it('knows when the person has disabled it', async () => {
    const configFolder = temporaryFolder();
    const keeper = systemdKeeper({ configFolder, program, run: system(() => exited(0)).run });
    await keeper.install({ start: false });
    rmSync(join(configFolder, 'systemd/user/default.target.wants/claude-meter.service'));
    expect(await keeper.find()).toMatchObject({ kind: 'ours', on: false });
  });

  it.each([
    ['active', 'running', { kind: 'running', pid: 42 }],
    ['inactive', 'dead', { kind: 'stopped' }],
    ['failed', 'failed', { kind: 'failed', detail: 'systemd says failed (failed): exit-code, exit code 7.' }],
    [
      'activating',
      'auto-restart',
      { kind: 'failed', detail: 'systemd says activating (auto-restart): exit-code, exit code 7.' },
    ],
  ])('says %s (%s)', async (active, sub, state) => {
    const said = `MainPID=42\nResult=exit-code\nExecMainStatus=7\nActiveState=${active}\nSubState=${sub}\n`;
    const keeper = systemdKeeper({ configFolder: '/c', program, run: system(() => exited(0, said)).run });
    expect(await keeper.state()).toEqual(state);
  });
});

describe('launchd', () => {
  const keeperOf = (run: Parameters<typeof launchdKeeper>[0]['run']) =>
    launchdKeeper({ user: temporaryFolder(), uid: 501, logFile: '/l', program, run });

  it('loads the agent anew, also one that was switched off', async () => {
    const { asked, run } = system((line) => (line.includes('bootout') ? exited(3) : exited(0)));
    const keeper = keeperOf(run);
    expect(await keeper.install({ start: true })).toEqual({ ok: true, note: null });
    expect(asked).toEqual([
      '/bin/launchctl bootout gui/501/claude-meter',
      '/bin/launchctl enable gui/501/claude-meter',
      `/bin/launchctl bootstrap gui/501 ${keeper.entry.place}`,
    ]);
    expect(keeper.entry.place).toMatch(/\/Library\/LaunchAgents\/claude-meter\.plist$/);
  });

  it('is not asked at all for the next login', async () => {
    const { asked, run } = system(() => exited(0));
    const keeper = keeperOf(run);
    await keeper.install({ start: false });
    await keeper.uninstall({ stop: false });
    expect(asked).toEqual([]);
  });

  it('says so when there is no graphical session', async () => {
    const { run } = system((line) =>
      line.includes('bootstrap') ? exited(125, '', 'Domain does not support specified action') : exited(0),
    );
    expect(await keeperOf(run).install({ start: true })).toEqual({
      ok: true,
      note: expect.stringContaining('Domain does not support specified action It starts at your next login.'),
    });
  });

  it.each([
    ['a running agent', exited(0, '\tstate = running\n\tpid = 77\n'), { kind: 'running', pid: 77 }],
    ['one that waits', exited(0, '\tstate = not running\n\tlast exit code = 0\n'), { kind: 'stopped' }],
    ['one that never ran', exited(0, '\tlast exit code = (never exited)\n'), { kind: 'stopped' }],
    [
      'one that fell',
      exited(0, '\tstate = spawn scheduled\n\tlast exit code = 7\n'),
      { kind: 'failed', detail: 'launchd says that it last ended with 7.' },
    ],
    ['none', exited(113, '', 'Could not find service'), { kind: 'stopped' }],
  ])('tells of %s', async (_, end, state) => {
    expect(await keeperOf(async () => end).state()).toEqual(state);
  });
});

describe('the Run key', () => {
  const env = { CLAUDE_METER_HOME: 'C:\\a b', CLAUDE_METER_PORT: '1' };
  const windows = { argv: ['C:\\Program Files\\nodejs\\node.exe', 'C:\\x\\claude-meter.cjs'], env } as const;

  it('starts the meter by way of the launcher, with its variables', () => {
    const keeper = runKeyKeeper({ logFile: 'l', program: windows, run: registry().run, launch() {} });
    expect(keeper.entry).toMatchObject({
      place: RUN,
      text: '"C:\\Program Files\\nodejs\\node.exe" C:\\x\\claude-meter.cjs service launch --env CLAUDE_METER_HOME=C%3A%5Ca+b&CLAUDE_METER_PORT=1',
    });
  });

  it('leaves a value alone that starts something else', async () => {
    const { run, values } = registry(new Map([[RUN, 'C:\\other.exe']]));
    const keeper = runKeyKeeper({ logFile: 'l', program: windows, run, launch() {} });
    expect((await installService(keeper, { start: false })).kind).toBe('refused');
    expect(values.get(RUN)).toBe('C:\\other.exe');
  });

  it('sees that the person has switched it off, and switches it on again when asked', async () => {
    const { run, values } = registry();
    const keeper = runKeyKeeper({ logFile: 'l', program: windows, run, launch() {} });
    await keeper.install({ start: false });
    values.set(APPROVED, '0300000012AB');
    expect(await keeper.find()).toMatchObject({ kind: 'ours', on: false });
    expect((await installService(keeper, { start: false })).kind).toBe('done');
    expect(await keeper.find()).toMatchObject({ kind: 'ours', on: true });
  });

  it('takes its own value for its own, whatever reg.exe makes of its letters', async () => {
    const { run, values } = registry();
    const given = { argv: ['C:\\Users\\J\u00f6rg\\claude-meter.exe'], env: {} } as const;
    const keeper = runKeyKeeper({ logFile: 'l', program: given, run, launch() {} });
    await keeper.install({ start: false });
    values.set(RUN, 'C:\\Users\\J\ufffdrg\\claude-meter.exe service launch');
    expect(await installService(keeper, { start: false })).toEqual({ kind: 'nothing_to_do' });
  });

  it('refuses what Windows would cut', async () => {
    const long = { argv: [`C:\\${'x'.repeat(300)}.exe`], env: {} } as const;
    const { asked, run } = registry();
    const keeper = runKeyKeeper({ logFile: 'l', program: long, run, launch() {} });
    expect(await keeper.install({ start: false })).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });

  it('starts the meter at once when asked', async () => {
    let launched = 0;
    const launch = () => {
      launched += 1;
    };
    const keeper = runKeyKeeper({ logFile: 'l', program: windows, run: registry().run, launch });
    await keeper.install({ start: true });
    expect(launched).toBe(1);
  });
});
