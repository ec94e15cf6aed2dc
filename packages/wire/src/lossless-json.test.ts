import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNumberText, parseLossless, printLossless } from './lossless-json.ts';

const NUMBERS = [
  '42.0',
  '0.1',
  '1e2',
  '-0',
  '12345678901234567890',
  '85.70003930000001',
  '1E+2',
  '0.10',
  '5e-324',
];

describe('number text', () => {
  it.each(NUMBERS)('survives parse and print: %s', (text) => {
    expect(printLossless(parseLossless(text))).toBe(text);
    expect(printLossless(parseLossless(`{"known":{"deep":[${text}]},"unknown_key":${text}}`))).toBe(
      `{"known":{"deep":[${text}]},"unknown_key":${text}}`,
    );
  });

  it('survives for every number JSON can write', () => {
    const number = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,24}$/)),
        fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{1,24}$/)),
        fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?[0-9]{1,3}$/)),
      )
      .map((parts) => parts.join(''));
    fc.assert(fc.property(number, (text) => printLossless(parseLossless(`[${text}]`)) === `[${text}]`));
  });

  it('is told apart from strings, null and objects', () => {
    const body = parseLossless('[1,"1",null,{"rawJSON":"1"},true]') as unknown[];
    expect(body.map(isNumberText)).toEqual([true, false, false, false, false]);
  });

  it('keeps everything else as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(printLossless(parseLossless(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});
