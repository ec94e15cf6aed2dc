import { describe, expect, it } from 'vitest';
import { importFile } from './import-file.ts';

const record = (at: number) => JSON.stringify({ record: 'sample', at, browser: 'Zoë 🙂' });

/** Takes what the meter would take, and remembers it. */
function meter(fail = Number.POSITIVE_INFINITY) {
  const bodies: string[] = [];
  const hand = async (_: string, body: string) => {
    if (bodies.length >= fail) return { ok: false as const, error: 'The disk is full.' };
    bodies.push(body);
    const lines = body.split('\n').map((text, index) => ({ text, line: index + 1 }));
    const filled = lines.filter(({ text }) => text.trim() !== '');
    const refused = filled
      .filter(({ text }) => !text.startsWith('{'))
      .map(({ line }) => ({ line, error: 'no' }));
    const added = filled.length - refused.length;
    return { ok: true as const, value: { ok: true as const, added, known: 0, refused } };
  };
  const records = () =>
    bodies
      .flatMap((body) => body.split('\n'))
      .flatMap((text) => (text.trim() === '' ? [] : [JSON.parse(text)]));
  return { hand, bodies, records };
}

const run = (text: string, hand: ReturnType<typeof meter>['hand'], signal = new AbortController().signal) => {
  const seen: number[] = [];
  const file = new Blob([text]);
  return importFile(file, { hand, signal, onProgress: ({ done }) => seen.push(done / file.size) }).then(
    (imported) => ({
      imported,
      seen,
    }),
  );
};

const MANY = Array.from({ length: 100_000 }, (_, at) => record(at));

describe('importFile', () => {
  it.each([
    ['JSON Lines', `${MANY.join('\n')}\n`],
    ['JSON Lines without a last line end', MANY.join('\n')],
    ['JSON', `[\n${MANY.join(',\n')}\n]\n`],
  ])('hands over all of a large file of %s, in pieces, with progress', async (_, text) => {
    const taken = meter();
    const { imported, seen } = await run(text, taken.hand);
    expect(imported).toMatchObject({ ok: true, progress: { added: MANY.length } });
    expect(taken.bodies.length).toBeGreaterThan(2);
    expect(taken.records().map((one) => one.at)).toEqual(MANY.map((_, at) => at));
    expect(taken.records().every((one) => one.browser === 'Zoë 🙂')).toBe(true);
    expect(seen).toEqual([...seen].sort());
    expect(seen.at(-1)).toBe(1);
  });

  it('names refused lines by their place in the whole file', async () => {
    const lines = [...MANY.slice(0, 60_000), 'bad', ...MANY.slice(60_000)];
    const { imported } = await run(lines.join('\n'), meter().hand);
    expect(imported.progress.refused).toEqual([{ line: 60_001, error: 'no' }]);
  });

  it('says why it ended in the middle, and what had been taken in', async () => {
    const { imported } = await run(MANY.join('\n'), meter(1).hand);
    expect(imported).toMatchObject({ ok: false, error: 'The disk is full.' });
    expect(imported.progress.added).toBeGreaterThan(0);
  });

  it('can be stopped', async () => {
    const end = new AbortController();
    end.abort();
    expect((await run(MANY.join('\n'), meter().hand, end.signal)).imported).toMatchObject({
      error: 'Stopped.',
    });
  });

  it('takes an empty file for what it is', async () => {
    expect((await run('', meter().hand)).imported).toMatchObject({ ok: true, progress: { added: 0 } });
  });
});
