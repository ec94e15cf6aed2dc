import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemdUnit } from '../../apps/meter/src/service/systemd-unit.ts';
import { startUserManager, type UserManager, userManagerMissing } from './service-rig.ts';

const PROGRAM = join(import.meta.dirname, '../../apps/meter/bin/claude-meter.js');
const PORT = '63791';
const nightly = process.env['NIGHTLY'] === '1';
const missing = nightly ? userManagerMissing() : null;
if (missing !== null) console.warn(`The service is not tested under systemd: ${missing}.`);

describe.runIf(nightly && missing === null)('claude-meter service under a real systemd', () => {
  let manager: UserManager;
  beforeAll(async () => {
    manager = await startUserManager();
  });
  afterAll(() => manager.stop());

  const meter = (...args: string[]) =>
    manager.run('env', `CLAUDE_METER_PORT=${PORT}`, process.execPath, PROGRAM, 'service', ...args);
  const pid = () => Number(manager.run('systemctl', '--user', 'show', 'claude-meter', '-P', 'MainPID'));
  const answers = async (): Promise<number | null> => {
    const answer = await fetch(`http://127.0.0.1:${PORT}/healthz`).catch(() => null);
    return answer === null ? null : ((await answer.json()) as { pid: number }).pid;
  };
  const answering = (check: (pid: number | null) => boolean) =>
    expect.poll(async () => check(await answers()), { timeout: 10_000, interval: 50 }).toBe(true);

  it('is started, confined as the unit says, brought back when it is killed, and taken away', async () => {
    meter('install');
    await answering((one) => one !== null && one === pid());
    expect(meter('status')).toContain(`running (pid ${pid()})`);
    expect(manager.run('systemctl', '--user', 'is-enabled', 'claude-meter')).toBe('enabled\n');
    const status = readFileSync(`/proc/${pid()}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^Umask:\t0077$/m);
    expect(readFileSync(`/proc/${pid()}/environ`, 'utf8')).toContain(`CLAUDE_METER_PORT=${PORT}\0`);

    // Confined as it is, it can still tell whose the other end of a connection is.
    const read = await fetch(`http://127.0.0.1:${PORT}/snapshots`);
    expect([read.status, (await read.text()).trim()]).toEqual([200, '[]']);

    const killed = pid();
    const at = performance.now();
    process.kill(killed, 'SIGKILL');
    await answering((one) => one !== null && one !== killed);
    expect(performance.now() - at).toBeLessThan(5_000);

    expect(meter('uninstall')).toContain('claude-meter.service');
    expect(await answers()).toBeNull();
    expect(existsSync(join(manager.user, '.config/systemd/user/claude-meter.service'))).toBe(false);
    expect(
      existsSync(join(manager.user, '.config/systemd/user/default.target.wants/claude-meter.service')),
    ).toBe(false);
  });

  it('is left alone by systemd when another start would change nothing', async () => {
    const bad = join(manager.user, 'a-file');
    writeFileSync(bad, '');
    const unit = systemdUnit({ argv: [process.execPath, PROGRAM], env: { CLAUDE_METER_HOME: bad } });
    writeFileSync(join(manager.user, '.config/systemd/user/bad.service'), unit);
    manager.run('systemctl', '--user', 'daemon-reload');
    manager.run('systemctl', '--user', 'start', 'bad.service');
    const shown = () =>
      manager.run('systemctl', '--user', 'show', 'bad', '-p', 'ActiveState,NRestarts,ExecMainStatus');
    await expect.poll(shown, { timeout: 10_000 }).toContain('ActiveState=failed');
    expect(shown().trim().split('\n').toSorted()).toEqual([
      'ActiveState=failed',
      'ExecMainStatus=7',
      'NRestarts=0',
    ]);
  });

  it('reads words and variables as they were meant, whatever is in them', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of systemd, not of ours
    const odd = 'a b "c" \'d\' $HOME ${HOME} %h %% \\x41 \\ ; # é \t$';
    const heard = join(manager.user, 'heard.json');
    const script = join(manager.user, `${odd.replaceAll('/', '')}.cjs`);
    writeFileSync(
      script,
      `require('fs').writeFileSync(${JSON.stringify(heard)}, JSON.stringify([process.argv.slice(1), process.env.ODD]))`,
    );
    const unit = systemdUnit({ argv: [process.execPath, script, odd], env: { ODD: odd } });
    writeFileSync(join(manager.user, '.config/systemd/user/odd.service'), unit);
    manager.run('systemctl', '--user', 'daemon-reload');
    manager.run('systemctl', '--user', 'start', 'odd.service');
    await expect.poll(() => existsSync(heard), { timeout: 10_000 }).toBe(true);
    await expect
      .poll(() => JSON.parse(readFileSync(heard, 'utf8') || 'null') as unknown, { timeout: 5_000 })
      .toEqual([[script, odd, 'run'], odd]);
  });
});
