import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { systemdUnit } from './systemd-unit.ts';

const analyze = spawnSync('systemd-analyze', ['--version']).error === undefined;
if (!analyze) console.warn('Units are not verified by systemd: systemd-analyze is not installed.');

describe('systemdUnit', () => {
  it('starts the program, and again when it fails for a reason that can pass', () => {
    const unit = systemdUnit({ argv: ['/usr/bin/node', '/opt/claude-meter.cjs'], env: {} });
    expect(unit).toContain('\nExecStart="/usr/bin/node" "/opt/claude-meter.cjs" "run"\n');
    expect(unit).toContain('\nRestart=on-failure\n');
    expect(unit).toContain('\nRestartPreventExitStatus=2 7\n');
    expect(unit).toContain('\nWantedBy=default.target\n');
    expect(unit).not.toContain('Environment=');
  });

  it.each([
    ['a blank', 'a b', '"a b"'],
    ['a quote', 'a"b', '"a\\"b"'],
    ['a backslash', 'a\\b', '"a\\\\b"'],
    ['a specifier', 'a%h', '"a%%h"'],
    ['a variable', 'a$HOME', '"a$$HOME"'],
    ['a line end', 'a\nExecStartPre=/bin/rm', '"a\\x0aExecStartPre=/bin/rm"'],
  ])('takes %s in a path as it is', (_, path, word) => {
    const unit = systemdUnit({ argv: [`/${path}`], env: {} });
    expect(unit).toContain(`\nExecStart="/${word.slice(1)} "run"\n`);
    expect(unit.match(/^ExecStart/gm)).toHaveLength(1);
  });

  it('carries variables, in which a dollar is a dollar', () => {
    const unit = systemdUnit({ argv: ['/x'], env: { CLAUDE_METER_HOME: '/a $b "c" 50%', B: '1' } });
    expect(unit).toContain('\nEnvironment="CLAUDE_METER_HOME=/a $b \\"c\\" 50%%"\nEnvironment="B=1"\n');
  });

  it.runIf(analyze)('is verified by systemd without a word, odd paths included', () => {
    const folder = temporaryFolder();
    const odd = join(folder, 'a "b" $c %h \\d.js');
    writeFileSync(odd, '');
    const path = join(folder, 'claude-meter.service');
    const env = { CLAUDE_METER_HOME: odd, CLAUDE_METER_PORT: '63763' };
    writeFileSync(path, systemdUnit({ argv: [process.execPath, odd], env }));
    const verified = spawnSync('systemd-analyze', ['--user', 'verify', path], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    expect(verified.stdout + verified.stderr).toBe('');
    expect(verified.status).toBe(0);
  });
});
