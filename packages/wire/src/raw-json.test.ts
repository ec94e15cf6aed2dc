import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsOf, membersOf, shapeOf } from './raw-json.ts';

const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n');

/** Texts of what could be taken for the structure around them. */
const odd = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'a') });

describe('the source text of values', () => {
  it('is found among strings that look like structure', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(odd, fc.oneof(odd, fc.array(odd), fc.dictionary(odd, odd)))), (pairs) => {
        const texts = pairs.map(([key, part]) => [key, JSON.stringify(part)] as const);
        const object = `{${texts.map(([key, part]) => `${JSON.stringify(key)}:${part}`).join(',')}}`;
        expect([...membersOf(object)]).toEqual([...new Map(texts)]);
        const parts = texts.map(([, part]) => part);
        expect(elementsOf(`[${parts.join(',')}]`)).toEqual(parts);
        expect(shapeOf(object).repeatedKey === null).toBe(new Map(texts).size === texts.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is found for every member of any object, whatever the white space', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(object, space, (value, gap) => {
        const texts = Object.entries(value).map(([key, part]) => [key, JSON.stringify(part)] as const);
        const text = `${gap}{${texts.map(([key, part]) => `${gap}${JSON.stringify(key)}${gap}:${gap}${part}${gap}`).join(',')}}${gap}`;
        expect([...membersOf(text)]).toEqual([...new Map(texts)]);
      }),
    );
  });

  it('is found for every element of any array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), space, (value, gap) => {
        const texts = value.map((part) => JSON.stringify(part));
        expect(elementsOf(`${gap}[${texts.map((part) => gap + part + gap).join(',')}]`)).toEqual(texts);
      }),
    );
  });

  it.each([
    ['an escaped quote', '{"a":"x\\"}","b":1.0}', { a: '"x\\"}"', b: '1.0' }],
    ['an escaped key', '{"\\u0061":1}', { a: '1' }],
    ['a repeated key', '{"a":1,"a":2}', { a: '2' }],
    ['brackets in strings', '{"a":["]}",{"b":"{"}],"c":-0}', { a: '["]}",{"b":"{"}]', c: '-0' }],
    ['nothing', '{}', {}],
  ])('is found with %s', (_name, text, expected) => {
    expect(Object.fromEntries(membersOf(text))).toEqual(expected);
  });
});

describe('the shape of JSON text', () => {
  it.each([
    ['[[[]]]', { depth: 3, repeatedKey: null }],
    ['{"a":{"b":1},"c":{"b":1}}', { depth: 2, repeatedKey: null }],
    ['{"a":1,"b":{"x":1,"x":2}}', { depth: 2, repeatedKey: 'x' }],
    ['{"a":1,"\\u0061":2}', { depth: 1, repeatedKey: 'a' }],
    ['["a","a"]', { depth: 1, repeatedKey: null }],
    ['{"a":"b","b":"a"}', { depth: 1, repeatedKey: null }],
    ['1', { depth: 0, repeatedKey: null }],
  ])('%s', (text, expected) => {
    expect(shapeOf(text)).toEqual(expected);
  });

  it('is measured to the end, also behind a key that stands twice', () => {
    expect(shapeOf('{"a":1,"a":2,"b":2,"b":[[[[]]]]}')).toEqual({ depth: 5, repeatedKey: 'a' });
  });

  it('is measured without recursion', () => {
    expect(shapeOf('['.repeat(200_000) + ']'.repeat(200_000)).depth).toBe(200_000);
  });
});
