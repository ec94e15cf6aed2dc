import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/meter.ts';
import { installLine, uninstallLine } from './install-line.ts';
import { previousCommand, readInstallation } from './installation.ts';
import { placeOfMember, withMember } from './settings-member.ts';

const COMMAND = '"/opt/node" "/opt/claude-meter.js" statusline';

let home: string;
let path: string;

beforeEach(() => {
  const folder = temporaryFolder();
  home = join(folder, 'home');
  mkdirSync(home);
  path = join(folder, '.claude', 'settings.json');
});

const install = (dryRun = false) => installLine({ home, path, command: COMMAND, dryRun });
const write = (text: string) => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
};
const text = () => readFileSync(path, 'utf8');
const entry = () => (JSON.parse(text()) as { statusLine?: unknown }).statusLine;

const FILES: [string, string][] = [
  ['an empty object', '{}'],
  ['an empty object over lines', '{\n}\n'],
  ['other members', '{\n  "model": "opus",\n  "env": {"A": "}"}\n}\n'],
  ['tabs and Windows line ends', '{\r\n\t"model": "opus"\r\n}\r\n'],
  ['one line', '{"a":1,"b":[1,2,{"statusLine":"no"}]}'],
  [
    'a status line',
    '{\n  "statusLine": {"type": "command", "command": "~/line.sh", "padding": 1},\n  "a": 1.0\n}\n',
  ],
  ['a status line that is null', '{"statusLine":null,"z":"\\"statusLine\\":"}'],
];

describe('the status line of Claude Code', () => {
  it.each(FILES)('is installed and uninstalled to the byte: %s', (_name, before) => {
    write(before);
    expect(install()).toMatchObject({ ok: true, changed: true });
    expect(entry()).toEqual({ type: 'command', command: COMMAND, padding: 0 });
    const { statusLine: _, ...others } = JSON.parse(before) as Record<string, unknown>;
    expect(JSON.parse(text())).toMatchObject(others);
    expect(uninstallLine(home, false)).toMatchObject({ ok: true, changed: true });
    expect(text()).toBe(before);
    expect(readInstallation(home)).toBeNull();
  });

  it('makes the file where there is none, for this user alone, and takes it away again', () => {
    expect(install()).toMatchObject({ ok: true, before: null });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    uninstallLine(home, false);
    expect(existsSync(path)).toBe(false);
  });

  it('keeps the rights of the file', () => {
    write('{}');
    const { mode } = statSync(path);
    install();
    expect(statSync(path).mode).toBe(mode);
  });

  it('keeps what was there before, to run it too', () => {
    write('{"statusLine":{"type":"command","command":"~/line.sh"}}');
    install();
    const kept = readInstallation(home);
    expect(kept === null ? null : previousCommand(kept)).toBe('~/line.sh');
  });

  it('twice is once: ours never becomes its own predecessor', () => {
    write('{"statusLine":{"type":"command","command":"~/line.sh"}}');
    install();
    const kept = readInstallation(home);
    expect(install()).toMatchObject({ ok: true, changed: false });
    const moved = installLine({ home, path, command: 'elsewhere statusline', dryRun: false });
    expect(moved).toMatchObject({ changed: true });
    expect(entry()).toMatchObject({ command: 'elsewhere statusline' });
    expect(readInstallation(home)).toMatchObject({ previous: kept?.previous });
    uninstallLine(home, false);
    expect(text()).toBe('{"statusLine":{"type":"command","command":"~/line.sh"}}');
  });

  it('is taken out also when the person has changed other settings since', () => {
    write('{\n  "a": 1\n}\n');
    install();
    write(text().replace('"a": 1', '"a": 2, "b": 3'));
    uninstallLine(home, false);
    expect(text()).toBe('{\n  "a": 2, "b": 3\n}\n');
  });

  it.each([2, 4, '\t'])('is taken out also when the file was formatted since (%j)', (indent) => {
    write('{"a":1}');
    install();
    write(
      JSON.stringify(JSON.parse(text()), null, indent).replace(
        /\{\n\s*"type"[^}]*\}/,
        readInstallation(home)?.installed ?? '',
      ),
    );
    uninstallLine(home, false);
    expect(JSON.parse(text())).toEqual({ a: 1 });
  });

  it('is left alone when it is no longer ours', () => {
    write('{}');
    install();
    write('{"statusLine":{"type":"command","command":"another"}}');
    const out = uninstallLine(home, false);
    expect(out.ok ? null : out.error).toContain('no longer ours');
    expect(text()).toBe('{"statusLine":{"type":"command","command":"another"}}');
  });

  it.each(['', '[]', '{ // comment\n}', '{"a":}'])('is not installed into %j', (before) => {
    write(before);
    const done = install();
    expect(done.ok ? null : done.error).toContain('nothing was changed');
    expect(text()).toBe(before);
  });

  it('only says what it would do when asked to', () => {
    write('{}');
    expect(install(true)).toMatchObject({ ok: true, changed: true });
    expect([text(), readInstallation(home)]).toEqual(['{}', null]);
    expect(uninstallLine(home, true).ok).toBe(false);
  });
});

describe('one member in a text', () => {
  it('is found wherever it stands, and adding one leaves the others as they are', () => {
    const anyObject = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(anyObject, fc.constantFrom(undefined, 2, '\t'), (object, indent) => {
        const before = JSON.stringify(object, null, indent);
        for (const [key, value] of Object.entries(object)) {
          const place = placeOfMember(before, key);
          expect(JSON.parse(before.slice(place?.start, place?.end))).toEqual(
            JSON.parse(JSON.stringify(value)),
          );
        }
        const { text: after, at, inserted } = withMember(before, 'statusLine!', '[1]');
        expect(JSON.parse(after)).toEqual({ ...JSON.parse(before), 'statusLine!': [1] });
        expect(after.slice(0, at) + after.slice(at + inserted.length)).toBe(before);
      }),
    );
  });
});
