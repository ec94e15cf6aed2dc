import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FoldedProgram, unfoldProgram } from './unfold-program.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-meter-unfold-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const version = (id: string, files: Record<string, string> = {}): FoldedProgram => ({
  id,
  files: () =>
    Object.entries({ 'dist/claude-meter.cjs': id, ...files }).map(
      ([path, text]) => [path, bytes(text)] as const,
    ),
});
const mainOf = (id: string) => join(home, 'program', id, 'dist', 'claude-meter.cjs');

describe('unfolding the program of a single executable', () => {
  it('lays every file into the state folder, for this user alone', () => {
    const unfolded = unfoldProgram(home, version('a1', { 'dist/page/assets/x.js': 'page' }));
    expect(unfolded).toEqual({ ok: true, folder: join(home, 'program', 'a1') });
    expect(readFileSync(mainOf('a1'), 'utf8')).toBe('a1');
    expect(statSync(mainOf('a1')).mode & 0o777).toBe(0o600);
    for (const folder of ['program', 'program/a1', 'program/a1/dist/page/assets']) {
      expect(statSync(join(home, folder)).mode & 0o777, folder).toBe(0o700);
    }
  });

  it('reads nothing of the executable when it was done before', () => {
    unfoldProgram(home, version('a1'));
    const files = () => {
      throw new Error('read again');
    };
    expect(unfoldProgram(home, { id: 'a1', files }).ok).toBe(true);
  });

  it('keeps the version before, for a meter that still runs, and no older one', () => {
    for (const [age, id] of ['a1', 'b2', 'c3', 'd4'].entries()) {
      unfoldProgram(home, version(id));
      utimesSync(join(home, 'program', id), age, age);
    }
    expect(readdirSync(join(home, 'program')).sort()).toEqual(['c3', 'd4']);
  });

  it('puts the extension where the next version will have it, too', () => {
    unfoldProgram(
      home,
      version('a1', { 'dist/extension/chrome-mv3/manifest.json': 'one', 'dist/extension/old': '' }),
    );
    unfoldProgram(home, version('b2', { 'dist/extension/chrome-mv3/manifest.json': 'two' }));
    expect(readFileSync(join(home, 'extension/chrome-mv3/manifest.json'), 'utf8')).toBe('two');
    expect(existsSync(join(home, 'extension/old'))).toBe(false);
  });

  it('leaves nothing half done when a file cannot be written', () => {
    const twice: FoldedProgram = {
      id: 'a1',
      files: () => [
        ['dist/x', bytes('x')],
        ['dist/x', bytes('y')],
      ],
    };
    const unfolded = unfoldProgram(home, twice);
    expect(unfolded).toMatchObject({ ok: false, error: expect.stringContaining('EEXIST') });
    expect(readdirSync(join(home, 'program'))).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('runs nothing that somebody else could have laid there', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'claude-meter-elsewhere-'));
    unfoldProgram(home, version('a1'));
    symlinkSync(elsewhere, join(home, 'program', 'b2'));
    chmodSync(join(home, 'program', 'a1'), 0o777);
    for (const id of ['a1', 'b2']) {
      expect(unfoldProgram(home, version(id))).toMatchObject({
        ok: false,
        error: expect.stringContaining('Remove it'),
      });
    }
    rmSync(elsewhere, { recursive: true });
  });
});
