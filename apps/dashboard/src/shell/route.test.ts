import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGES, printRoute, readRoute } from './route.ts';

describe('readRoute', () => {
  it.each([
    ['', 'now'],
    ['#', 'now'],
    ['#/', 'now'],
    ['#/spend', 'spend'],
    ['#/nowhere', 'now'],
    ['#/history?range=7d', 'history'],
    ['#/%E0%A4%A', 'now'],
  ])('%j is the page %s', (hash, page) => {
    expect(readRoute(hash).page).toBe(page);
  });

  it('finds again what printRoute wrote', () => {
    const params = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.constantFrom(...PAGES), params, (page, chosen) => {
        expect(readRoute(printRoute(page, chosen))).toEqual({ page, params: { ...chosen } });
      }),
    );
  });

  it('leaves out what is not chosen', () => {
    expect(printRoute('history', { org: null, range: '', hide: 'a,b' })).toBe('#/history?hide=a%2Cb');
  });
});
