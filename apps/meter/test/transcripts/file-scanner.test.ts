import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileScan, ScanStart } from '../../src/transcripts/file-scan.ts';
import { FileScanner } from '../../src/transcripts/file-scanner.ts';
import { newPlace, written } from './written.ts';

function scan(path: string, start: ScanStart | null = null): FileScan {
  const result = new FileScanner().scan({ path, start });
  if (!result.ok) throw new Error(result.code);
  return result;
}

const MB = 1024 * 1024;
const LINE = written({ id: 'a', output: 10 });

describe('FileScanner', () => {
  it('goes on where it ended when the file is still the same', () => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    writeFileSync(path, LINE + LINE.slice(0, 20));
    const first = scan(path);
    expect(first).toMatchObject({ isWhole: true, offset: LINE.length, tailRows: null });
    appendFileSync(path, LINE.slice(20));
    expect(scan(path, first)).toMatchObject({ isWhole: false, offset: 2 * LINE.length, rows: { count: 1 } });
  });

  it.each([
    ['the first bytes changed', (old: string) => old.replace('{', '[')],
    ['the bytes before the end of the last scan changed', (old: string) => `${old.slice(0, -3)}]}\n`],
    ['the file is shorter', (old: string) => old.slice(10)],
  ])('begins anew when %s', (_, change) => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    const old = Array.from({ length: 20 }, (_, index) => written({ id: `m${index}` })).join('');
    writeFileSync(path, old);
    const first = scan(path);
    writeFileSync(path, change(old) + (change(old).length < old.length ? '' : LINE));
    expect(scan(path, first).isWhole).toBe(true);
  });

  it('tells the first timestamp of any line', () => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    const early = '{"type":"attachment","timestamp":"2026-11-20T09:00:00.000Z"}\n';
    writeFileSync(path, `{"type":"mode"}\nno json\n${early}${LINE}`);
    expect(scan(path).firstAt).toBe(Date.parse('2026-11-20T09:00:00.000Z'));
  });

  it('reads lines of any length up to 16 MiB', () => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    const long = written({ id: 'long', text: 'x'.repeat(9 * MB) });
    writeFileSync(path, LINE + long + LINE.replace('"a"', '"b"'));
    expect(scan(path)).toMatchObject({ rows: { count: 3 }, damaged: 0 });
  });

  it('steps over a longer line in bounded memory, names it when it held a usage, and reads on', () => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    const file = openSync(path, 'w');
    const filler = Buffer.alloc(MB, 0x78);
    writeSync(file, LINE);
    writeSync(file, '{"text":"');
    for (let count = 0; count < 200; count++) writeSync(file, filler);
    writeSync(file, `"}\n${LINE.replace('"a"', '"b"')}`);
    const hurt = LINE.slice(0, -2);
    const usageAt = hurt.indexOf('"usage"') + 3;
    // The word lies across two pieces of the line.
    writeSync(file, hurt.slice(0, usageAt));
    for (let count = 0; count < 40; count++) writeSync(file, filler);
    writeSync(file, `${hurt.slice(usageAt)}"usage"`);
    for (let count = 0; count < 40; count++) writeSync(file, filler);
    writeSync(file, `}\n${LINE.replace('"a"', '"c"')}`);
    closeSync(file);
    const before = process.memoryUsage.rss();
    const result = scan(path);
    expect(process.memoryUsage.rss() - before).toBeLessThan(80 * MB);
    expect(result).toMatchObject({ rows: { count: 3 }, damaged: 1 });
    const start = LINE.length + 9 + 200 * MB + 3 + LINE.length;
    expect(result.damage).toEqual([{ kind: 'long', offset: start }]);
  });

  it('reads lines that are longer than usual, and files after them', () => {
    using place = newPlace();
    const [a, b] = [join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl')];
    const said = `"text":"${'x'.repeat(6 * MB)}",`;
    writeFileSync(a, LINE + LINE.replace('"a"', '"b"').replace('{', `{${said}`) + LINE.replace('"a"', '"c"'));
    writeFileSync(b, LINE);
    const scanner = new FileScanner();
    expect(scanner.scan({ path: a, start: null })).toMatchObject({ rows: { count: 3 }, damaged: 0 });
    expect(scanner.scan({ path: b, start: null })).toMatchObject({ rows: { count: 1 }, damaged: 0 });
  });

  it('waits for the end of a long line that is still being written', () => {
    using place = newPlace();
    const path = join(place.root, 'a.jsonl');
    writeFileSync(path, LINE);
    truncateSync(path, 40 * MB);
    const first = scan(path);
    expect(first).toMatchObject({ offset: LINE.length, rows: { count: 1 }, damaged: 0 });
    appendFileSync(path, `\n${LINE.replace('"a"', '"b"')}`);
    expect(scan(path, first)).toMatchObject({ isWhole: false, rows: { count: 1 }, damaged: 0 });
  });

  it.each([
    ['a file that is not there', 'gone.jsonl', 'ENOENT'],
    ['a folder', '.', 'ENOTFILE'],
  ])('says why it cannot read %s', (_, name, code) => {
    using place = newPlace();
    expect(new FileScanner().scan({ path: join(place.root, name), start: null })).toEqual({
      ok: false,
      code,
    });
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', () => {
    using place = newPlace();
    const path = join(place.root, 'pipe.jsonl');
    execFileSync('mkfifo', [path]);
    expect(new FileScanner().scan({ path, start: null })).toEqual({ ok: false, code: 'ENOTFILE' });
  });

  it('begins each file with empty hands', () => {
    using place = newPlace();
    const [a, b] = [join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl')];
    writeFileSync(a, LINE + written({ id: 'x', model: 'other', session: 'sa' }).slice(0, -1));
    writeFileSync(b, written({ id: 'b', session: 'sb', model: 'm' }));
    const scanner = new FileScanner();
    scanner.scan({ path: a, start: null });
    expect(scanner.scan({ path: b, start: null })).toMatchObject({
      rows: { count: 1, models: ['m'], contexts: [{ session: 'sb' }] },
      tailRows: null,
    });
  });
});
