import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../src/cli/exit-codes.ts';
import { askHealth } from '../src/health.ts';
import { startMeter } from './meter.ts';
import { PROGRAM, person } from './person.ts';

/** A person, and where the start at login is written for them. */
function loginOf(port: number) {
  const { user, run } = person(port);
  const systemd = join(user, '.config/systemd/user/claude-meter.service');
  const autostart = join(user, '.config/autostart/claude-meter.desktop');
  return {
    user,
    entry: () => (existsSync('/run/systemd/system') ? systemd : autostart),
    run: (...args: string[]) => run(['service', ...args]),
  };
}

const NOBODY = 1;

describe.runIf(process.platform === 'linux')('claude-meter service', () => {
  it('shows what it would write, and where, and writes nothing in a dry run', async () => {
    const { run, entry } = loginOf(NOBODY);
    const shown = await run('install', '--dry-run');
    expect(shown.code).toBe(EXIT.ok);
    expect(shown.stdout).toContain(entry());
    expect(shown.stdout).toContain(PROGRAM);
    expect(shown.stdout).toContain('CLAUDE_METER_PORT=1');
    expect(existsSync(entry())).toBe(false);
  });

  it('installs once, says how it stands, and takes away what it wrote', async () => {
    const { run, entry } = loginOf(NOBODY);
    expect(await run('status')).toMatchObject({ code: EXIT.failed, stdout: 'does not start at login\n' });
    expect((await run('install', '--no-start')).code).toBe(EXIT.ok);
    const text = readFileSync(entry(), 'utf8');
    expect((await run('install', '--no-start')).stderr).toContain('nothing to do');
    expect(readFileSync(entry(), 'utf8')).toBe(text);
    expect(await run('status')).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringContaining(`, ${entry()}\n`),
    });
    const json = JSON.parse((await run('status', '--json')).stdout) as { entry: string; place: string };
    expect([json.entry, json.place]).toEqual(['current', entry()]);
    expect((await run('uninstall', '--dry-run')).stdout).toContain(entry());
    expect(existsSync(entry())).toBe(true);
    expect((await run('uninstall')).code).toBe(EXIT.ok);
    expect(existsSync(entry())).toBe(false);
    expect((await run('uninstall')).stderr).toContain('nothing to do');
  }, 60_000);

  it('leaves a file alone that it did not write', async () => {
    const { run, entry } = loginOf(NOBODY);
    mkdirSync(dirname(entry()), { recursive: true });
    writeFileSync(entry(), '[Desktop Entry]\nName=mine\n');
    for (const action of ['install', 'uninstall']) {
      const refused = await run(action);
      expect(refused.code).toBe(EXIT.failed);
      expect(refused.stderr).toContain('was not written by ClaudeMeter');
    }
    expect(readFileSync(entry(), 'utf8')).toBe('[Desktop Entry]\nName=mine\n');
  }, 30_000);

  it('does not start a second meter beside one that runs', async () => {
    const meter = await startMeter();
    const { run, user } = loginOf(meter.port);
    const done = await run('install');
    expect(done.code).toBe(EXIT.ok);
    expect(done.stderr).toContain('this one starts at your next login');
    expect(existsSync(join(user, 'state', 'service.log'))).toBe(false);
  });

  it('launches a meter that outlives it, with the variables that it was given and its words in a file', async () => {
    const { run, user } = loginOf(NOBODY);
    const home = join(user, 'elsewhere');
    const env = new URLSearchParams({ CLAUDE_METER_HOME: home, CLAUDE_METER_PORT: '0' });
    expect(await run('launch', '--env', env.toString())).toEqual({ code: EXIT.ok, stdout: '', stderr: '' });
    const file = join(home, 'running.json');
    await expect.poll(() => existsSync(file), { timeout: 15_000 }).toBe(true);
    const { pid, port } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; port: number };
    onTestFinished(() => void process.kill(pid, 'SIGTERM'));
    expect((await askHealth(port))?.pid).toBe(pid);
    expect(readFileSync(join(home, 'service.log'), 'utf8')).toContain(`127.0.0.1:${port}`);
  }, 30_000);

  it('says which variable cannot be meant', async () => {
    const { run } = loginOf(NOBODY);
    const refused = await run('launch', '--env', 'CLAUDE_METER_PORT=many');
    expect(refused.code).toBe(EXIT.failed);
    expect(refused.stderr).toContain('CLAUDE_METER_PORT="many"');
  });
});
