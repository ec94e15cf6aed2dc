import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { INDEX_NAME } from '../../src/transcripts/open-index.ts';
import { reporting } from './reporting.ts';
import { indexed, newPlace, outputOf, type Place, written } from './written.ts';

const MB = 1024 * 1024;
/** The whole gigabyte takes a while. */
const LONG_LINE_MB = process.env['NIGHTLY'] === '1' ? 1024 : 64;
const GOOD = written({ id: 'good', output: 5 });

interface Outcome {
  files: number;
  unreadable: { path: string; code: string }[];
  requests: number;
  output: number;
  damaged: number;
  peakMib: number;
}

/** What an index says that is made in a process of its own, under another user where one is named. */
async function indexedApart(place: Place, uid?: number): Promise<Outcome> {
  const script = join(import.meta.dirname, 'index-once.ts');
  const child = spawn(process.execPath, [script, place.home, place.root], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await once(child, 'close');
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Outcome;
}

function writeLongLine(path: string, { before, after }: { before: string; after: string }): void {
  const file = openSync(path, 'w');
  writeSync(file, GOOD + before);
  const filler = Buffer.alloc(MB, 0x78);
  for (let count = 0; count < LONG_LINE_MB; count++) writeSync(file, filler);
  writeSync(file, `${after}\n${GOOD.replaceAll('good', 'behind')}`);
  closeSync(file);
}

describe('a line without end', { timeout: 300_000 }, () => {
  it.each([
    ['a tool result without a usage', '{"type":"user","message":{"content":"', '"}}', 0],
    [
      'an answer with a usage',
      `${GOOD.slice(0, GOOD.indexOf('done'))}`,
      GOOD.slice(GOOD.indexOf('done'), -1),
      1,
    ],
    ['nothing but letters', '', '', 0],
    ['a string that never ends', '{"message":{"usage":{"a":"', '', 1],
  ])('is stepped over in bounded memory: %s', async (_, before, after, damaged) => {
    using place = newPlace();
    writeFileSync(join(place.root, 'small.jsonl'), GOOD);
    const { peakMib } = await indexedApart(place);
    writeLongLine(join(place.root, 'long.jsonl'), { before, after });
    const found = await indexedApart(place);
    expect(found).toMatchObject({ files: 2, requests: 2, output: 10, damaged });
    expect(found.peakMib - peakMib).toBeLessThan(64);
  });
});

const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);

describe('lines that are no transcript', () => {
  it.each<[string, string | Buffer, number]>([
    ['arrays as deep as a line is long', `{"usage":${nested(2_000_000, '[', ']')}}`, 0],
    ['objects as deep', `{"message":{"usage":${nested(500_000, '{"usage":', '1}').replace('1}', '1}')}}}`, 1],
    ['arrays that are never closed', `{"message":{"usage":${'['.repeat(4_000_000)}`, 1],
    ['objects that are never closed', '{"message":{"usage":'.repeat(200_000), 1],
    ['NUL bytes', `${'\0'.repeat(MB)}"usage"${'\0'.repeat(MB)}`, 1],
    ['NUL bytes inside of a string', GOOD.slice(0, -1).replace('done', 'do\0ne'), 1],
    [
      'bytes that are no UTF-8, where UTF-8 should be',
      Buffer.from([0xff, 0xfe, 0x22, 0x75, 0x73, 0x61, 0x67, 0x65, 0x22, 0xc0, 0x80]),
      1,
    ],
    ['UTF-16', Buffer.from(GOOD, 'utf16le'), 0],
    ['a million empty lines', '\n'.repeat(1_000_000), 0],
    ['carriage returns alone', GOOD.replaceAll('good', 'cr').replace('\n', '\r').repeat(3), 1],
    [
      'a number with a million digits',
      `{"message":{"id":"n","usage":{"output_tokens":${'9'.repeat(1_000_000)}}},"timestamp":"2026-11-20T10:00:00Z"}`,
      1,
    ],
    [
      'a hundred thousand keys',
      `{${Array.from({ length: 100_000 }, (_, key) => `"k${key}":0`).join()},"usage":1}`,
      0,
    ],
    [
      'the same key again and again',
      `{"message":{${'"usage":{"output_tokens":1},'.repeat(100_000)}"id":"r"}}`,
      1,
    ],
  ])('%s do no harm, and are told where they are damage', async (_, line, damaged) => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    writeFileSync(
      file,
      Buffer.concat([
        Buffer.from(GOOD),
        Buffer.from(line),
        Buffer.from(`\n${GOOD.replaceAll('good', 'behind')}`),
      ]),
    );
    const found = await indexedApart(place);
    expect(found).toMatchObject({ requests: 2, output: 10, damaged, unreadable: [] });
    expect(found.peakMib).toBeLessThan(250);
  });

  it('bytes that are no UTF-8 inside of names show as what they are not, and cost no request', async () => {
    using place = newPlace();
    const line = Buffer.from(written({ id: 'x', cwd: '/w/@@', branch: '@', output: 3 }));
    for (let at = line.indexOf('@'); at !== -1; at = line.indexOf('@', at)) line[at] = 0xff;
    writeFileSync(join(place.root, 'a.jsonl'), line);
    const { requests } = await indexed(place);
    expect(outputOf(requests)).toBe(3);
    expect(
      requests.contexts.map(({ cwd, branch }) => [requests.nameOf(cwd), requests.nameOf(branch)]),
    ).toEqual([['/w/\ufffd\ufffd', '\ufffd']]);
  });
});

/** The kinds of the damaged lines that the index names. */
function damageOf({ home }: Place): unknown[] {
  const database = new DatabaseSync(join(home, INDEX_NAME));
  const kinds = database.prepare('SELECT kind FROM damage').all();
  database.close();
  return kinds.map(({ kind }) => kind);
}

describe('clocks and counts that cannot be meant', () => {
  const row = (at: string, count: string): string =>
    `{"type":"assistant","timestamp":${at},"sessionId":"s","message":{"id":"x","model":"m","usage":{"input_tokens":1,"output_tokens":${count}}}}\n`;
  const NOON = '"2026-11-20T12:00:00.000Z"';

  it.each([
    '"1970-01-01T00:00:00.000Z"',
    '"1969-12-31T23:59:59.999Z"',
    '"9999-12-31T23:59:59.999Z"',
    '"2100-01-01T00:00:00.000Z"',
    '"+275760-09-13T00:00:00.000Z"',
    '"2026-13-45T99:99:99.999Z"',
    '"2026-02-30T00:00:00.000Z"',
    '"2026-11-20T12:00:00.000"',
    '"NaN"',
    '""',
    'null',
    '{}',
    '-1',
    '1795171200000',
  ])('the time %s belongs to no day', async (at) => {
    using place = newPlace();
    writeFileSync(join(place.root, 'a.jsonl'), row(at, '9') + GOOD);
    const { requests } = await indexed(place);
    expect([requests.rows.length, outputOf(requests), damageOf(place)]).toEqual([1, 5, ['time']]);
  });

  it.each<[string, number | null]>([
    ['7', 7],
    ['7.0', 7],
    ['7e2', 700],
    ['-0', 0],
    ['0', 0],
    ['null', 0],
    ['1000000000', 1_000_000_000],
    ['1000000001', null],
    ['9007199254740993', null],
    ['1e400', null],
    ['-1', null],
    ['-1e9', null],
    ['0.5', null],
    ['"12"', null],
    ['true', null],
    ['[1]', null],
    ['{"a":1}', null],
  ])('the count %s counts as %j', async (count, expected) => {
    using place = newPlace();
    writeFileSync(join(place.root, 'a.jsonl'), row(NOON, count) + GOOD);
    const { requests } = await indexed(place);
    expect(outputOf(requests)).toBe(5 + (expected ?? 0));
    expect(requests.rows.length).toBe(expected === null ? 1 : 2);
    expect(damageOf(place)).toEqual(expected === null ? ['counts'] : []);
  });
});

describe('damaged lines', () => {
  it('are told with their place, whatever their file is called', () => {
    using place = newPlace();
    const project = join(place.folder, 'claude', 'projects', 'p\x1b[2J');
    mkdirSync(project, { recursive: true });
    const bad = written({ id: 'bad', output: -4 });
    writeFileSync(join(project, 'a.jsonl'), `${GOOD}${bad}${GOOD.slice(0, -9)}\n`);
    const report = reporting(place);
    const table = report();
    expect(table).toContain('Damaged and not counted: 2 lines in 1 transcripts, such as ');
    expect(table).toContain(`p\\x1b[2J/a.jsonl" at byte ${GOOD.length} (counts that cannot be meant)`);
    expect(JSON.parse(report('--json'))).toMatchObject({
      damaged: {
        lines: 2,
        files: 1,
        first: [
          { path: join(project, 'a.jsonl'), offset: GOOD.length, kind: 'counts' },
          { path: join(project, 'a.jsonl'), offset: GOOD.length + bad.length, kind: 'json' },
        ],
      },
    });
  });
});

describe('folders that mislead', () => {
  it.skipIf(process.platform === 'win32')('links in circles are walked once', async () => {
    using place = newPlace();
    const deep = join(place.root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 's.jsonl'), GOOD);
    symlinkSync(place.root, join(deep, 'up'));
    symlinkSync('loop', join(place.root, 'loop'));
    symlinkSync(join(place.root, 'two'), join(place.root, 'one'));
    symlinkSync(join(place.root, 'one'), join(place.root, 'two'));
    symlinkSync('s.jsonl', join(deep, 'same.jsonl'));
    symlinkSync('/nowhere', join(deep, 'dangling.jsonl'));
    expect(await indexedApart(place)).toMatchObject({ requests: 1, output: 5, unreadable: [] });
  });

  it.runIf(process.getuid?.() === 0)('what may not be read is named, and the rest is counted', async () => {
    using place = newPlace();
    const uid = 65534;
    for (const name of ['open', 'shut']) mkdirSync(join(place.root, name));
    writeFileSync(join(place.root, 'open', 'a.jsonl'), GOOD);
    writeFileSync(join(place.root, 'open', 'secret.jsonl'), written({ id: 'secret' }));
    writeFileSync(join(place.root, 'shut', 'b.jsonl'), written({ id: 'b' }));
    chmodSync(place.folder, 0o755);
    chownSync(place.home, uid, uid);
    chmodSync(join(place.root, 'open', 'secret.jsonl'), 0o000);
    chmodSync(join(place.root, 'shut'), 0o000);
    const { requests, unreadable } = await indexedApart(place, uid);
    expect(requests).toBe(1);
    expect(unreadable.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: join(place.root, 'open', 'secret.jsonl'), code: 'EACCES' },
      { path: join(place.root, 'shut'), code: 'EACCES' },
    ]);
  });
});

describe('names that mean something elsewhere', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '../../../etc/passwd',
    '\x1b]0;owned\x07',
    '\x1b[2J\x1b[H',
    '\u202egnp.exe',
    'a\nb\r\tc',
    '"quoted",comma',
    '=cmd|calc',
    "'; DROP TABLE file; --",
    '\ud800',
    '日本語 🙂',
    '<script>alert(1)</script>',
    'x'.repeat(5000),
  ];
  const KINDS = ['sessions', 'models', 'prs'];

  function namedPlace(): Place & { report(...args: string[]): string } {
    const place = newPlace();
    const claude = join(place.folder, 'claude', 'projects', 'p');
    mkdirSync(claude, { recursive: true });
    NAMES.forEach((name, index) => {
      const row = {
        id: `m${index}`,
        session: name,
        model: name,
        branch: name,
        cwd: `/w/${name}`,
        output: 2 ** index,
      };
      writeFileSync(join(claude, `${index}.jsonl`), written(row));
    });
    const report = reporting(place);
    return Object.assign(place, { report });
  }

  it('are names like any other, of models, sessions, projects and branches', { timeout: 60_000 }, () => {
    using place = namedPlace();
    const all = 2 ** NAMES.length - 1;
    // Longer names are cut; half a character cannot be written as UTF-8.
    const kept = NAMES.map((name) => name.slice(0, 1024).toWellFormed());
    for (const kind of KINDS) {
      const made = JSON.parse(place.report(kind, '--json')) as {
        totals: { output_tokens: number };
        rows: Record<string, unknown>[];
      };
      expect(made.totals.output_tokens, kind).toBe(all);
      if (kind === 'models') expect(new Set(made.rows.map(({ model }) => model))).toEqual(new Set(kept));
      if (kind === 'sessions')
        expect(new Set(made.rows.map(({ session }) => session))).toEqual(new Set(kept));
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('are spelt out on a terminal, and no spreadsheet obeys them', { timeout: 60_000 }, () => {
    using place = namedPlace();
    for (const kind of KINDS) {
      const table = place.report(kind, '--breakdown');
      expect(table.replaceAll('\n', ''), kind).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      const csv = place.report(kind, '--csv');
      expect(csv, kind).not.toMatch(/(^|,)"?[=+@-](?!\d)/m);
    }
    expect(place.report('models')).toContain('\\x1b]0;owned\\x07');
  });
});
