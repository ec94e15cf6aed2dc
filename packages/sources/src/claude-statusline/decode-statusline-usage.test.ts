import { describe, expect, it } from 'vitest';
import { observe } from '../observe.ts';
import { decodeStatuslineUsage } from './decode-statusline-usage.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const RESET = NOW / 1000 + 3600;
const RESET_ISO = '2026-11-22T13:00:00.000Z';

describe('decodeStatuslineUsage', () => {
  it.each<[string, string, unknown[]]>([
    [
      'both windows',
      `{"rate_limits":{"five_hour":{"used_percentage":42.0,"resets_at":${RESET}},"seven_day":{"used_percentage":7.000000000000001,"resets_at":null}}}`,
      [
        ['five_hour', 42, RESET_ISO],
        ['seven_day', 7, null],
      ],
    ],
    ['one window', '{"rate_limits":{"seven_day":{"used_percentage":0.5}}}', [['seven_day', 0.5, null]]],
    [
      'an epoch in the place of a percentage',
      `{"rate_limits":{"five_hour":{"used_percentage":1795331008,"resets_at":${RESET}}}}`,
      [['five_hour', null, RESET_ISO]],
    ],
    [
      'a window that Claude Code does not have',
      '{"rate_limits":{"five_hour":{"used_percentage":1},"seven_day_opus":{"used_percentage":99}}}',
      [['five_hour', 1, null]],
    ],
  ])('%s', (_name, text, limits) => {
    const decoded = decodeStatuslineUsage(text, NOW);
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(decoded.usage.limits.map(({ id, percent, resets_at }) => [id, percent, resets_at])).toEqual(
      limits,
    );
    expect(decoded.usage.percentEvident).toBe(false);
  });

  it.each(['', '{}', '[]', '{"rate_limits":null}', '{"rate_limits":{}}', '{"rate_limits":{"five_hour":{}}}'])(
    '%j is a failure, not a zero',
    (text) => {
      const decoded = decodeStatuslineUsage(text, NOW);
      expect(decoded.ok ? null : decoded.reason).toMatch(/\.$/);
    },
  );
});

describe('observe', () => {
  const seen = (source: 'statusline' | 'extension' | 'oauth', usage: string) =>
    observe(
      {
        orgUuid: 'org',
        fetchedAt: '2026-11-22T12:00:00Z',
        account: null,
        usage,
        endpoint: null,
        status: null,
        overage: null,
        subscription: null,
        problem: null,
        errors: [],
      },
      {
        session: { source, browser: 'Claude Code', instance: null, cadenceMs: 60_000 },
        receivedAt: NOW,
        sha256: null,
        orgOnPercent: false,
      },
    );

  it('reads a text as what its source means by it', () => {
    const line = '{"rate_limits":{"five_hour":{"used_percentage":42}}}';
    const body = '{"five_hour":{"utilization":0.42,"resets_at":null}}';
    expect(seen('statusline', line).usage?.meaning.limits[0]?.percent).toBe(42);
    expect(seen('extension', line).problem?.kind).toBe('schema');
    expect(seen('statusline', body).problem?.kind).toBe('schema');
    expect(seen('extension', body).usage?.meaning.limits[0]?.percent).toBe(42);
    expect(seen('oauth', body).usage?.meaning.limits[0]?.percent).toBe(0.42);
  });
});
