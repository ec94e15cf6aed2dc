import { describe, expect, it } from 'vitest';
import { sizes } from '../../bench/extension-size.bench.ts';
import { CHROMIUM_BUILD, FIREFOX_BUILD, whatIsMissing } from './browser.ts';

describe.skipIf(whatIsMissing(CHROMIUM_BUILD, FIREFOX_BUILD) !== null)('what the browser loads', () => {
  it.each(['chrome-mv3', 'firefox-mv3'])('of %s is as small as promised', (build) => {
    const tooLarge = sizes(build).filter(({ value, target }) => value > target.atMost);
    expect(tooLarge).toEqual([]);
  });
});
