import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE_CONFIG, parseNoticeConfig } from './notice-config.ts';

describe('parseNoticeConfig', () => {
  it.each([['{}'], ['{"notices":{}}'], ['[]'], ['{"sources":{"cookies":false}}']])(
    '%s is the default',
    (text) => {
      expect(parseNoticeConfig(text)).toEqual({ ok: true, config: DEFAULT_NOTICE_CONFIG });
    },
  );

  it('takes every wish', () => {
    const notices = {
      thresholds: [95, 50, 95],
      extra_thresholds: [10],
      pool_hours: 48,
      without: ['reset', 'signed_out'],
      quiet: { from: '22:00', to: '07:00' },
      hook: ['/bin/on-notice', '--loud'],
      later: true,
    };
    expect(parseNoticeConfig(JSON.stringify({ notices }))).toEqual({
      ok: true,
      config: {
        settings: {
          thresholds: [50, 95],
          extraThresholds: [10],
          poolMs: 48 * 3_600_000,
          without: ['reset', 'signed_out'],
        },
        quiet: { from: '22:00', to: '07:00' },
        hook: ['/bin/on-notice', '--loud'],
      },
    });
  });

  it.each([
    ['', 'it is not JSON'],
    [`{"notices":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 'it is nested deeper than 64 levels'],
    [`{"notices":{"quiet":"${'x'.repeat(5000)}"}}`, `notices.quiet "${'x'.repeat(99)} is no`],
    ['{"notices":[]}', 'notices [] is no object'],
    ['{"notices":{"thresholds":[]}}', 'notices.thresholds [] is no list of 1 to 10 percentages'],
    ['{"notices":{"thresholds":[0]}}', 'notices.thresholds [0]'],
    ['{"notices":{"thresholds":"90"}}', 'notices.thresholds "90"'],
    ['{"notices":{"extra_thresholds":[1001]}}', 'notices.extra_thresholds [1001]'],
    ['{"notices":{"pool_hours":-1}}', 'notices.pool_hours -1'],
    ['{"notices":{"without":["resets"]}}', 'notices.without ["resets"] is no list of limit, reset'],
    ['{"notices":{"quiet":{"from":"25:00","to":"07:00"}}}', 'notices.quiet'],
    ['{"notices":{"quiet":"night"}}', 'notices.quiet "night"'],
    ['{"notices":{"hook":"rm -rf"}}', 'notices.hook "rm -rf"'],
    ['{"notices":{"hook":[]}}', 'notices.hook []'],
    ['{"notices":{"hook":[""]}}', 'notices.hook [""]'],
  ])('%s is refused with its place', (text, error) => {
    const parsed = parseNoticeConfig(text);
    expect(parsed.ok ? '' : parsed.error).toContain(error);
  });

  it('never throws', () => {
    const section = fc.json().map((json) => `{"notices":${json}}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), section), (text) => {
        parseNoticeConfig(text);
      }),
    );
  });
});
