import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../apps/meter/src/cli/commands.ts';
import { folderFiles } from '../../packaging/folder-files.ts';
import { packagedUnit } from '../../packaging/systemd-user-unit.ts';
import { type CommandCase, EVERY_COMMAND } from './every-command.ts';
import { type Installed, installThisCommit, runInstalled } from './installed.ts';

/** With the separator: the folder, and not what begins like it. */
const ROOT = join(import.meta.dirname, '..', '..') + sep;
const MEGABYTE = 1_000_000;
/** Whatever has no row of its own at least loads and explains itself. */
const OTHER_COMMANDS: readonly CommandCase[] = COMMAND_NAMES.filter(
  (name) => !EVERY_COMMAND.some(({ args }) => args[0] === name),
).map((name) => ({ args: [name, '--help'], code: 0, says: /^Usage:/m }));

let own: Installed;
beforeAll(async () => {
  own = await installThisCommit();
});
afterAll(() => own?.remove());

describe('the own.packed program, installed with npm where nothing else is', () => {
  it('is one package of at most 5 MB', () => {
    expect(readdirSync(join(own.machine.prefix, 'lib', 'node_modules'))).toEqual(['claude-meter']);
    expect(existsSync(join(own.folder, 'node_modules'))).toBe(false);
    const size = folderFiles(own.folder).reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(size).toBeLessThan(5 * MEGABYTE);
  });

  it('brings page, extension, manual, completions and papers', () => {
    for (const path of [
      'dist/page/index.html',
      'dist/extension/chrome-mv3/manifest.json',
      'dist/extension/firefox-mv3/manifest.json',
      'completions/_claude-meter',
      'claude-meter.service',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
    ]) {
      expect(existsSync(join(own.folder, path)), path).toBe(true);
    }
    expect(existsSync(join(own.machine.prefix, 'share/man/man1/claude-meter.1'))).toBe(true);
  });

  it('names every package that is really in the bundle, with its licence', () => {
    const bill = JSON.parse(readFileSync(join(own.folder, 'sbom.cdx.json'), 'utf8')) as {
      components: { group?: string; name: string }[];
    };
    const listed = new Set(
      bill.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)),
    );
    expect(own.packed.bundled.length).toBeGreaterThan(20);
    expect(own.packed.bundled.filter((name) => !listed.has(name))).toEqual([]);
    const licences = readFileSync(join(own.folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    expect(own.packed.bundled.filter((name) => !licences.includes(`\n${name} `))).toEqual([]);
  });

  it('says nothing of the machine that it was built on', () => {
    const traces = folderFiles(own.folder).filter(({ bytes }) => {
      const text = Buffer.from(bytes);
      return text.includes(own.work) || text.includes(ROOT);
    });
    expect(traces.map(({ name }) => name)).toEqual([]);
  });

  it('has no fault that publint knows', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: own.packed.staged, strict: true });
    expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([]);
  });

  it.each([...EVERY_COMMAND, ...OTHER_COMMANDS])(
    'claude-meter $args ends with $code and says $says',
    ({ args, code, says, input }) => {
      const ended = runInstalled([own.program], args, {
        env: own.machine.env,
        ...(input === undefined ? {} : { input }),
      });
      expect(ended.stdout + ended.stderr).toMatch(says);
      expect(ended.status).toBe(code);
      expect(ended.stderr).not.toMatch(/unexpected|Warning/);
    },
  );

  it('plays the demo, without a checkout', () => {
    const { stdout, status } = runInstalled([own.program], ['demo', '--for', '3s'], { env: own.machine.env });
    expect(stdout).toMatch(/^SIMULATED .* 5-hour \d+\.\d%/m);
    expect(status).toBe(0);
  });

  it('runs: bridge, page, live view, and the steps to its own extension', async () => {
    const meter = spawn(own.program, ['run'], { env: own.machine.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [meter.stdout, meter.stderr]) stream.on('data', (chunk) => (said += chunk));
    try {
      const base = `http://127.0.0.1:${own.machine.env['CLAUDE_METER_PORT']}`;
      for (let attempt = 0; attempt < 400 && !said.includes('Load unpacked'); attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      expect(said).toContain(join(own.folder, 'dist/extension/chrome-mv3'));
      const page = await (await fetch(base)).text();
      const script = /src="(\/assets\/[^"]+)"/.exec(page)?.[1];
      expect((await fetch(`${base}${script}`)).status).toBe(200);
      const status = runInstalled([own.program], ['status'], { env: own.machine.env });
      expect([status.status, status.stdout]).toEqual([6, expect.stringContaining('bridge')]);
      const watch = spawnSync('timeout', ['2', own.program, 'watch'], {
        env: own.machine.env,
        encoding: 'utf8',
      });
      expect(watch.stderr).not.toContain('unexpected');
    } finally {
      meter.kill('SIGTERM');
      await once(meter, 'exit');
    }
    expect(meter.exitCode).toBe(0);
    expect(said).toContain('stopped');
  });

  const systemNode = '/usr/bin/node';
  const systemMajor = Number(
    spawnSync(systemNode, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).stdout,
  );
  it.runIf(systemMajor > 0 && systemMajor < 24)('says one line under an older Node, and ends with 2', () => {
    const { stdout, stderr, status } = runInstalled([systemNode, own.program], ['status'], {
      env: own.machine.env,
    });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^claude-meter: needs Node 24 or newer, this is Node "\d+\.\d+\.\d+"\. [^\n]+\n$/);
    expect(status).toBe(2);
  });

  const canVerify = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.runIf(canVerify)('has a user unit that systemd takes', () => {
    const unit = join(own.work, 'claude-meter.service');
    writeFileSync(unit, packagedUnit(own.program));
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', unit], {
      encoding: 'utf8',
      env: own.machine.env,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
