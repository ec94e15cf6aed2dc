import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockHome } from './home-lock.ts';

const MODULE = new URL('./home-lock.ts', import.meta.url).href;

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What another process gets; it ends without giving anything back. */
function lockElsewhere(folder: string): string {
  const code = `import { lockHome } from ${JSON.stringify(MODULE)}; console.log(lockHome(${JSON.stringify(folder)}).kind); process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return stdout.trim();
}

describe('the lock of a state folder', () => {
  it('is held once, and free again when it is released', () => {
    const folder = home();
    const first = lockHome(folder);
    expect(first.kind).toBe('held');
    expect(lockHome(folder).kind).toBe('taken');
    expect(lockElsewhere(folder)).toBe('taken');
    if (first.kind === 'held') first.release();
    expect(lockHome(folder).kind).toBe('held');
  });

  it('is free again when its holder was killed', () => {
    const folder = home();
    expect(lockElsewhere(folder)).toBe('held');
    expect(lockElsewhere(folder)).toBe('held');
    expect(lstatSync(join(folder, 'meter.lock')).mode & 0o077).toBe(0);
  });

  it('is not asked for where there can be none', () => {
    const folder = join(home(), 'not-there');
    expect(lockHome(folder).kind).toBe('held');
    mkdirSync(join(folder, 'meter.lock'), { recursive: true });
    chmodSync(folder, 0o700);
    expect(lockHome(folder).kind).toBe('held');
  });
});
