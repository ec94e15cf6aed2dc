import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFromHost } from './protocol.ts';

describe('readFromHost', () => {
  it.each([
    ['{"t":"done","seq":3}', { t: 'done', seq: 3 }],
    ['{"t":"click","id":"refresh","more":1}', { t: 'click', id: 'refresh' }],
    ['{"t":"opened"}', { t: 'opened' }],
    ['{"t":"shown","visible":"maybe"}', { t: 'shown', visible: 'unknown', detail: '' }],
    [
      '{"t":"ready","v":1,"echo":{"title":"1%","runs":1,"rows":2}}',
      { t: 'ready', v: 1, echo: { title: '1%', runs: 1, rows: 2 } },
    ],
    ['{"t":"ready","v":1}', null],
    ['{"t":"ready","v":1,"echo":{"title":"1%","runs":-1,"rows":2}}', null],
    ['{"t":"done","seq":"3"}', null],
    ['{"t":"click"}', null],
    ['{"t":"nonsense"}', null],
    ['[]', null],
    ['null', null],
    ['{"t":"done"', null],
  ])('%s', (line, message) => {
    expect(readFromHost(line)).toEqual(message);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        readFromHost(line);
      }),
    );
  });
});
