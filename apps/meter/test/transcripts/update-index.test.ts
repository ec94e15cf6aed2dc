import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRequests } from '../../src/transcripts/load-requests.ts';
import { INDEX_NAME, openIndex } from '../../src/transcripts/open-index.ts';
import { updateIndex } from '../../src/transcripts/update-index.ts';
import { indexed, newPlace, outputOf, type Place, requestList, written } from './written.ts';

/** What an index that is built from nothing says. */
async function fromNothing(place: Place): Promise<string[]> {
  const home = join(place.folder, 'fresh');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  return requestList((await indexed({ root: place.root, home })).requests);
}

describe('updateIndex', () => {
  it('reads what was appended, and nothing when nothing was', async () => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    writeFileSync(file, written({ id: 'a', output: 10 }));
    expect(outputOf((await indexed(place)).requests)).toBe(10);
    appendFileSync(file, written({ id: 'b', output: 5 }));
    expect(outputOf((await indexed(place)).requests)).toBe(15);
    // The clock's tick in which the file was written has to be over.
    await new Promise((resolve) => setTimeout(resolve, 40));
    await indexed(place);
    expect((await indexed(place)).isChanged).toBe(false);
  });

  it('counts a last line without line feed, once, before and after it is finished', async () => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    const line = written({ id: null, output: 7 });
    writeFileSync(file, written({ id: 'a', output: 10 }) + line.slice(0, 50));
    expect(outputOf((await indexed(place)).requests)).toBe(10);
    appendFileSync(file, line.slice(50, -1));
    expect(outputOf((await indexed(place)).requests)).toBe(17);
    appendFileSync(file, '\n');
    expect(outputOf((await indexed(place)).requests)).toBe(17);
  });

  it('notices a file that was written anew, though it kept its name, number, length and time', async () => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    writeFileSync(file, written({ id: 'a', output: 10 }));
    const { atime, mtime } = statSync(file);
    await indexed(place);
    writeFileSync(file, written({ id: 'b', output: 77 }));
    utimesSync(file, atime, mtime);
    expect(outputOf((await indexed(place)).requests)).toBe(77);
  });

  it('notices other bytes under a longer file', async () => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    writeFileSync(file, written({ id: 'a', output: 10 }));
    await indexed(place);
    writeFileSync(file, written({ id: 'b', output: 1 }) + written({ id: 'c', output: 2 }));
    expect(outputOf((await indexed(place)).requests)).toBe(3);
  });

  it('forgets what was cut off and what was deleted', async () => {
    using place = newPlace();
    const [a, b] = [join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl')];
    const first = written({ id: 'a', output: 10 });
    writeFileSync(a, first + written({ id: 'b', output: 20 }));
    writeFileSync(b, written({ id: 'c', output: 40 }));
    expect(outputOf((await indexed(place)).requests)).toBe(70);
    truncateSync(a, first.length);
    expect(outputOf((await indexed(place)).requests)).toBe(50);
    rmSync(b);
    expect(outputOf((await indexed(place)).requests)).toBe(10);
  });

  it('remembers deleted transcripts for whoever asks, until their name is used again', async () => {
    using place = newPlace();
    const [a, b] = [join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl')];
    writeFileSync(a, written({ id: null, output: 1 }));
    writeFileSync(b, written({ id: null, output: 2 }));
    await indexed(place);
    rmSync(a);
    const all = async (): Promise<number[]> => {
      const { requests } = await indexed(place);
      const database = new DatabaseSync(join(place.home, INDEX_NAME));
      const withDeleted = loadRequests(database, { withDeleted: true });
      database.close();
      return [outputOf(requests), outputOf(withDeleted)];
    };
    expect(await all()).toEqual([2, 3]);
    writeFileSync(join(place.root, 'c.jsonl'), written({ id: null, output: 4 }));
    expect(await all()).toEqual([6, 7]);
    writeFileSync(a, written({ id: null, output: 8 }));
    expect(await all()).toEqual([14, 14]);
  });

  it('knows a moved file again without reading it', async () => {
    using place = newPlace();
    writeFileSync(join(place.root, 'a.jsonl'), written({ id: 'a', output: 10 }));
    await indexed(place);
    mkdirSync(join(place.root, 'sub'));
    renameSync(join(place.root, 'a.jsonl'), join(place.root, 'sub', 'b.jsonl'));
    const { isChanged, requests } = await indexed(place);
    expect(isChanged).toBe(true);
    expect(outputOf(requests)).toBe(10);
    const database = new DatabaseSync(join(place.home, INDEX_NAME));
    expect(database.prepare('SELECT id, path FROM file').all()).toEqual([
      { id: 1, path: join(place.root, 'sub', 'b.jsonl') },
    ]);
    database.close();
  });

  it('looks only where it was told to', async () => {
    using place = newPlace();
    const [a, b] = [join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl')];
    writeFileSync(a, written({ id: 'a', output: 1 }));
    writeFileSync(b, written({ id: 'b', output: 2 }));
    await indexed(place);
    appendFileSync(a, written({ id: 'c', output: 4 }));
    appendFileSync(b, written({ id: 'd', output: 8 }));
    expect(outputOf((await indexed(place, [a])).requests)).toBe(7);
    rmSync(b);
    expect(outputOf((await indexed(place, [a])).requests)).toBe(7);
    expect(outputOf((await indexed(place, [place.root])).requests)).toBe(5);
  });

  it('says the same as an index that is built from nothing, whatever happened to the files', {
    timeout: 120_000,
  }, async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const row = fc.record({
      id: fc.constantFrom('m1', 'm2', 'm3', null),
      requestId: fc.constantFrom('r1', 'r2', null),
      output: fc.integer({ min: 1, max: 9 }),
      session: fc.constantFrom('s1', 's2'),
      isSidechain: fc.boolean(),
      at: fc.constantFrom('2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'),
    });
    const lines = fc.array(row, { minLength: 1, maxLength: 3 }).map((rows) => rows.map(written).join(''));
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('append' as const), name, text: lines, cut: fc.nat(200) }),
      },
      fc.record({ kind: fc.constant('rewrite' as const), name, text: lines }),
      fc.record({ kind: fc.constant('replace' as const), name, text: lines }),
      fc.record({ kind: fc.constant('rename' as const), name, to: name }),
      fc.record({ kind: fc.constant('truncate' as const), name, cut: fc.nat(600) }),
      fc.record({ kind: fc.constant('delete' as const), name }),
      { weight: 4, arbitrary: fc.constant({ kind: 'index' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        using place = newPlace();
        const path = (file: string): string => join(place.root, `${file}.jsonl`);
        const held = new Map<string, string>();
        for (const one of steps) {
          if (one.kind === 'index') await indexed(place);
          else if (one.kind === 'append') {
            // What was held back of a line comes first.
            const text = (held.get(one.name) ?? '') + one.text;
            appendFileSync(path(one.name), text.slice(0, text.length - one.cut));
            held.set(one.name, text.slice(text.length - one.cut));
          } else if (one.kind === 'rewrite') writeFileSync(path(one.name), one.text);
          else if (one.kind === 'replace') {
            writeFileSync(join(place.folder, 'new'), one.text);
            renameSync(join(place.folder, 'new'), path(one.name));
          } else if (!readdirSync(place.root).includes(`${one.name}.jsonl`)) continue;
          else if (one.kind === 'rename') renameSync(path(one.name), path(one.to));
          else if (one.kind === 'truncate')
            truncateSync(path(one.name), Math.min(one.cut, statSync(path(one.name)).size));
          else rmSync(path(one.name));
          if (one.kind !== 'append' && one.kind !== 'index') held.clear();
        }
        expect(requestList((await indexed(place)).requests)).toEqual(await fromNothing(place));
      }),
      { numRuns: 50 },
    );
  });

  it('walks links once, whichever way they lead', async () => {
    using place = newPlace();
    const far = join(place.folder, 'far');
    mkdirSync(far);
    writeFileSync(join(far, 'far.jsonl'), written({ id: null, output: 100 }));
    writeFileSync(join(place.root, 'a.jsonl'), written({ id: 'a', output: 10 }));
    symlinkSync(far, join(place.root, 'linked'));
    symlinkSync(far, join(place.root, 'linked-again'));
    symlinkSync(place.root, join(place.root, 'round'));
    symlinkSync(place.folder, join(place.root, 'up'));
    symlinkSync(join(place.root, 'self'), join(place.root, 'self'));
    symlinkSync('/nowhere', join(place.root, 'dangling.jsonl'));
    const { requests, files, unreadable } = await indexed(place);
    expect(outputOf(requests)).toBe(110);
    expect(files).toBe(2);
    expect(unreadable).toEqual([]);
  });

  it('counts a request once when its file has two names', async () => {
    using place = newPlace();
    writeFileSync(join(place.root, 'a.jsonl'), written({ id: 'a', output: 10 }));
    linkSync(join(place.root, 'a.jsonl'), join(place.root, 'b.jsonl'));
    expect(outputOf((await indexed(place)).requests)).toBe(10);
  });

  it('reads files whose names hold every odd character', async () => {
    using place = newPlace();
    const names = [
      'a b',
      "it's",
      '"quoted"',
      '100%',
      'back\\slash',
      'new\nline',
      'tab\t',
      'ümläut',
      '日本',
      '\u001b[31m',
      '🙂',
      '$(x)',
      '__proto__',
    ];
    names.forEach((name, index) => {
      mkdirSync(join(place.root, name));
      writeFileSync(
        join(place.root, name, `${name}.jsonl`),
        written({ id: name, output: 2 ** index, cwd: `/w/${name}`, branch: name }),
      );
    });
    const { requests } = await indexed(place);
    expect(outputOf(requests)).toBe(2 ** names.length - 1);
    const cwds = requests.contexts.map(({ cwd }) => requests.nameOf(cwd));
    expect(new Set(cwds)).toEqual(new Set(names.map((name) => `/w/${name}`)));
    expect((await indexed(place, [join(place.root, '日本')])).files).toBe(1);
  });

  it('counts damaged lines and names the first of them', async () => {
    using place = newPlace();
    const file = join(place.root, 'a.jsonl');
    const good = written({ id: 'a', output: 10 });
    writeFileSync(file, `${good}${good.slice(0, -30)}\n`);
    expect(outputOf((await indexed(place)).requests)).toBe(10);
    appendFileSync(
      file,
      written({ id: 'b', output: -4 }) + written({ id: 'c', at: 'soon' }) + '\0"usage"\n'.repeat(40),
    );
    await indexed(place);
    const database = new DatabaseSync(join(place.home, INDEX_NAME));
    expect(database.prepare('SELECT damaged FROM file').get()).toEqual({ damaged: 43 });
    const named = database.prepare('SELECT kind, offset FROM damage ORDER BY offset').all();
    expect(named).toHaveLength(16);
    expect(named.slice(0, 4).map((one) => one['kind'])).toEqual(['json', 'counts', 'time', 'json']);
    expect(named[0]?.['offset']).toBe(good.length);
    database.close();
  });

  it('keeps no sentence of a transcript', async () => {
    using place = newPlace();
    const canary = 'the canary sang at dawn';
    const line = written({ id: 'msg_canary_id', requestId: 'req_canary_id', text: canary });
    const user = `{"type":"user","message":{"content":"${canary}","usage":{}},"timestamp":"2026-11-20T10:00:00.000Z"}\n`;
    writeFileSync(join(place.root, 'a.jsonl'), user + line + line.slice(0, -40));
    await indexed(place);
    appendFileSync(join(place.root, 'a.jsonl'), `\n${user}${line.replace('msg_canary_id', 'other')}`);
    expect((await indexed(place)).requests.rows.length).toBe(2);
    for (const name of readdirSync(place.home)) {
      const bytes = readFileSync(join(place.home, name));
      for (const secret of [canary, 'canary', 'msg_', 'req_'])
        expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
    }
    expect(statSync(join(place.home, INDEX_NAME)).mode & 0o077).toBe(0);
  });

  it('takes turns with another program at the same index', async () => {
    using place = newPlace();
    for (let file = 0; file < 60; file++) {
      writeFileSync(join(place.root, `${file}.jsonl`), written({ id: `m${file}`, output: 1 }));
    }
    const runs = Array.from({ length: 4 }, async () => (await indexed(place)).requests);
    for (const requests of await Promise.all(runs)) expect(outputOf(requests)).toBe(60);
    const database = new DatabaseSync(join(place.home, INDEX_NAME));
    expect(
      database.prepare('SELECT count(*) AS files, count(DISTINCT path) AS paths FROM file').get(),
    ).toEqual({ files: 60, paths: 60 });
    database.close();
  });

  it('stops when told to and goes on next time', async () => {
    using place = newPlace();
    for (let file = 0; file < 200; file++) {
      writeFileSync(
        join(place.root, `${file}.jsonl`),
        written({ id: `m${file}`, output: 1, text: 'x'.repeat(200_000) }),
      );
    }
    const opened = openIndex(place.home);
    if (!opened.ok) throw new Error(opened.error);
    const stop = new AbortController();
    const seen: number[] = [];
    await updateIndex(opened.database, {
      roots: [place.root],
      signal: stop.signal,
      now: Date.now,
      onProgress: ({ filesDone }) => {
        seen.push(filesDone);
        if (filesDone === 50) stop.abort();
      },
    });
    opened.database.close();
    expect(seen.at(-1)).toBeLessThan(200);
    const { requests } = await indexed(place);
    expect(outputOf(requests)).toBe(200);
  });

  it('builds a damaged index again', async () => {
    using place = newPlace();
    writeFileSync(join(place.root, 'a.jsonl'), written({ id: 'a', output: 10 }));
    await indexed(place);
    writeFileSync(join(place.home, INDEX_NAME), 'no database at all, by no stretch of anything '.repeat(100));
    expect(outputOf((await indexed(place)).requests)).toBe(10);
  });
});
