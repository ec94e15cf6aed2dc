import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { autostartEntry } from './autostart-entry.ts';

const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
const gio = has('gio');
const validator = spawnSync('desktop-file-validate', ['--help']).error === undefined;
if (!gio) console.warn('Autostart entries are not started by GLib: gio is not installed.');
if (!validator) console.warn('Autostart entries are not validated: desktop-file-utils is not installed.');

const ODD = 'a b "c" \\d $HOME `id` %f 50% \t;&|<>*?#~\'é';

describe('autostartEntry', () => {
  it('starts the program with its variables and arguments', () => {
    const entry = autostartEntry({ argv: ['/usr/bin/node', '/x'], env: { A: '1' } }, ['service', 'launch']);
    expect(entry).toContain('\nExec="/usr/bin/env" "A=1" "/usr/bin/node" "/x" "service" "launch"\n');
    expect(entry.split('\n')[1]).toBe('[Desktop Entry]');
  });

  it('cannot be given a second line', () => {
    const entry = autostartEntry({ argv: ['/x\nHidden=true'], env: {} }, []);
    expect(entry).not.toMatch(/^Hidden/m);
  });

  it.runIf(validator)('is valid', () => {
    const path = join(temporaryFolder(), 'claude-meter.desktop');
    writeFileSync(path, autostartEntry({ argv: ['/usr/bin/node', `/opt/${ODD}`], env: { A: ODD } }, ['x']));
    const said = spawnSync('desktop-file-validate', [path], { encoding: 'utf8' });
    expect([said.status, said.stdout + said.stderr]).toEqual([0, '']);
  });

  it.runIf(gio)('is taken apart by a desktop into the very words', async () => {
    const folder = temporaryFolder();
    const heard = join(folder, 'heard');
    const script = `require('fs').writeFileSync(${JSON.stringify(heard)}, JSON.stringify([process.argv.slice(2), process.env.A]))`;
    writeFileSync(join(folder, 'tell.cjs'), script);
    const path = join(folder, 'claude-meter.desktop');
    const program = { argv: [process.execPath, join(folder, 'tell.cjs'), ODD], env: { A: ODD } } as const;
    writeFileSync(path, autostartEntry(program, ['service', 'launch']));
    const launched = spawnSync('gio', ['launch', path], { encoding: 'utf8' });
    expect([launched.status, launched.stderr]).toEqual([0, '']);
    await expect.poll(() => readFileSync(heard, 'utf8'), { timeout: 10_000 }).toContain(']');
    expect(JSON.parse(readFileSync(heard, 'utf8'))).toEqual([[ODD, 'service', 'launch'], ODD]);
  });
});
