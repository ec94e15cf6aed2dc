import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventReader, printEvent } from './event-stream.ts';

describe('an event stream', () => {
  it('gives back what was printed, wherever the chunks are cut', () => {
    const text = fc.string().map((data) => data.replace(/\r\n?/g, '\n'));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (all, cuts) => {
          const events = all.map((data, index) => ({ id: `r-${index}`, event: 'snapshots', data }));
          let printed = events.map(printEvent).join(': still here\n\n');
          const read = eventReader();
          const got = [];
          while (printed !== '') {
            const size = cuts.next().value ?? 1;
            got.push(...read(printed.slice(0, size)));
            printed = printed.slice(size);
          }
          expect(got).toEqual(events);
        },
      ),
    );
  });

  it('splits data at every kind of line end', () => {
    expect(printEvent({ id: null, event: 'snapshots', data: 'a\r\nb\rc\nd' })).toBe(
      'event: snapshots\ndata: a\ndata: b\ndata: c\ndata: d\n\n',
    );
  });

  it('does not read again what it has read, however small the pieces', () => {
    const read = eventReader();
    const piece = 'x'.repeat(7);
    let events = read('data: ');
    for (let count = 0; count < 300_000; count += 1) events = events.concat(read(piece));
    events = events.concat(read('\n'), read('\n'));
    expect(events.map(({ data }) => data.length)).toEqual([2_100_000]);
  });

  it('gives up on an event that does not end', () => {
    const read = eventReader();
    const piece = 'x'.repeat(16 * 1024 * 1024);
    const feed = () => [1, 2, 3, 4, 5].map(() => read(piece));
    expect(feed).toThrow('what sends it is no meter');
  });
});
