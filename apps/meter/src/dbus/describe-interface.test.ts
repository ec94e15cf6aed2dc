import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { types } from './describe-interface.ts';

const oneType = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('s', 'i', 'u', 'b', 'v', 'o', 'y'),
    tie('type').map((type) => `a${type}`),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map((list) => `(${list.join('')})`),
    tie('type').map((type) => `a{s${type}}`),
  ),
})).type;

describe('types', () => {
  it.each([
    ['', []],
    ['ia(iiay)s', ['i', 'a(iiay)', 's']],
    ['a(ia{sv})a(ias)', ['a(ia{sv})', 'a(ias)']],
    ['u(ia{sv}av)', ['u', '(ia{sv}av)']],
  ])('splits %j', (signature, parts) => {
    expect(types(signature)).toEqual(parts);
  });

  it('splits what was joined', () => {
    fc.assert(
      fc.property(fc.array(oneType), (parts) => {
        expect(types(parts.join(''))).toEqual(parts);
      }),
    );
  });
});
