import type { ExtraUsage, Limit, Usage } from '@claude-meter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, fixtureNames } from '../../test/fixture.ts';
import { decodeUsage } from '../index.ts';

function usageOf(text: string, orgOnPercent = false): Usage {
  const decoded = decodeUsage(text, orgOnPercent);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.usage;
}

const limitsOf = (text: string, orgOnPercent = false) =>
  usageOf(text, orgOnPercent).limits.map(({ id, percent }) => [id, percent]);

/** `id percent [!]`, and whatever else the limit says. */
function line(limit: Limit): string {
  const money = [limit.used, limit.limit].map((part) => (part === null ? '-' : part.minor)).join('/');
  return [
    `${limit.id} (${limit.label})`,
    String(limit.percent),
    limit.is_active ? 'active' : '',
    limit.resets_at === null ? 'idle' : '',
    money === '-/-' ? '' : money,
    limit.locked_reason ?? '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const NO_EXTRA: ExtraUsage = {
  enabled: false,
  used: null,
  limit: null,
  percent: null,
  blocked: false,
  blocked_until: null,
  reason: null,
};
const money = (minor: number, currency: string | null, exponent = 2) => ({ minor, currency, exponent });

/** Every usage body in the folder, what is drawn of it, and its extra usage. */
const EXPECTED: Record<string, { limits: string[]; extra: ExtraUsage | null; percentEvident: boolean }> = {
  '2026-04-pro-extra-usage-enabled.json': {
    limits: ['five_hour (5-hour) 5', 'seven_day (7-day all) 92'],
    extra: { ...NO_EXTRA, enabled: true, used: money(0, null), limit: money(1450, null), percent: 0 },
    percentEvident: true,
  },
  '2026-06-11-max-sonnet-zero.json': {
    limits: ['five_hour (5-hour) 23', 'seven_day (7-day all) 19', 'seven_day_sonnet (7-day Sonnet) 0'],
    extra: NO_EXTRA,
    percentEvident: true,
  },
  '2026-07-03-limits-array-scoped-model.json': {
    limits: [
      'five_hour (5-hour) 16 active',
      'seven_day (7-day all) 10',
      'weekly_scoped:fable (7-day Fable) 5',
    ],
    extra: null,
    percentEvident: true,
  },
  '2026-07-21-uncapped-overage-usd.json': {
    limits: [],
    extra: { ...NO_EXTRA, enabled: true, used: money(20847, 'USD') },
    percentEvident: false,
  },
  '2026-08-04-eur-out-of-credits.json': {
    limits: [
      'five_hour (5-hour) 10',
      'seven_day (7-day all) 29',
      'weekly_scoped:fable (7-day Fable) 32 active',
    ],
    extra: {
      ...NO_EXTRA,
      used: money(0, 'EUR'),
      limit: money(4000, 'EUR'),
      percent: 0,
      blocked: true,
      reason: 'out_of_credits',
    },
    percentEvident: true,
  },
  '2026-09-14-newest-plain.json': {
    limits: ['five_hour (5-hour) 8 active', 'seven_day (7-day all) 2', 'weekly_scoped:fable (7-day Fable) 4'],
    extra: { ...NO_EXTRA, used: money(0, 'USD') },
    percentEvident: true,
  },
  'made-fractions.json': {
    limits: ['five_hour (5-hour) 42', 'seven_day (7-day all) 71', 'seven_day_opus (7-day Opus) 84'],
    extra: { ...NO_EXTRA, enabled: true, used: money(1340, 'USD') },
    percentEvident: false,
  },
  'made-eight-floats.json': {
    limits: [
      'five_hour (5-hour) 91.4',
      'seven_day (7-day all) 64.2',
      'seven_day_sonnet (7-day Sonnet) 41 idle',
      'seven_day_opus (7-day Opus) 104 idle',
      'seven_day_oauth_apps (7-day OAuth apps) 12.5',
      'seven_day_omelette (7-day Claude Design) 0.5',
      'seven_day_cowork (7-day Cowork) 0 idle',
      'seven_day_routines (7-day Routines) 3 idle',
      'seven_day_sonnet_max (7-day Sonnet max) 7 idle',
      'seven_day_overage_included (7-day Overage included) null',
    ],
    extra: {
      ...NO_EXTRA,
      enabled: true,
      used: money(20214, 'USD'),
      limit: money(20000, 'USD'),
      percent: 101.07,
    },
    percentEvident: true,
  },
  'made-scopes-and-junk.json': {
    limits: [
      'five_hour (5-hour) 36',
      'seven_day (7-day all) 62',
      'seven_day_opus (7-day Opus) 94 active',
      'seven_day_sonnet (7-day Sonnet) 41',
      'weekly_scoped:cowork (7-day Cowork) 20 plan_downgraded',
      'weekly_scoped:fable-5-claude-code (7-day Fable 5 · Claude Code) 9 idle',
      'weekly_scoped (7-day scoped) 3 idle',
      'daily_all (Daily all) 55',
      'monthly_scoped:fable (Monthly fable) 5 idle',
    ],
    extra: null,
    percentEvident: true,
  },
  'made-pools-and-seat-budget.json': {
    limits: [
      'five_hour (5-hour) 3',
      'seven_day (7-day all) 31.25 1250/4000',
      'juniper_tide (Juniper tide) 66 idle',
      'pool:cinder_cove (Code and Cowork credit) 37.5',
      'pool:amber_ladder (Credit (amber ladder)) 7.07 707/10000',
      'pool:copper_kite (Credit (copper kite)) 100 25000/25000',
    ],
    extra: { ...NO_EXTRA, used: money(0, 'USD') },
    percentEvident: true,
  },
  'made-breakdown-and-jpy.json': {
    limits: ['five_hour (5-hour) 0 idle', 'seven_day (7-day all) 18 trial_ended'],
    extra: {
      ...NO_EXTRA,
      enabled: true,
      used: money(1234.5, 'JPY', 0),
      limit: money(5000, 'JPY', 0),
      percent: 24.69,
    },
    percentEvident: true,
  },
  'made-kuwaiti-spend.json': {
    limits: ['five_hour (5-hour) 100'],
    extra: {
      enabled: true,
      used: money(12345, 'KWD', 3),
      limit: money(25000, 'KWD', 3),
      percent: 49.38,
      blocked: true,
      blocked_until: null,
      reason: 'org_spend_cap_reached',
    },
    percentEvident: true,
  },
  'made-odd-numbers.json': {
    limits: [
      'five_hour (5-hour) 42',
      'seven_day (7-day all) 85.70003930000001',
      'seven_day_opus (7-day Opus) 100 idle',
      'seven_day_sonnet (7-day Sonnet) 0 idle',
      'seven_day_cowork (7-day Cowork) 0.1 idle',
      'seven_day_oauth_apps (7-day OAuth apps) null',
    ],
    extra: null,
    percentEvident: true,
  },
  'made-free-no-windows.json': { limits: [], extra: null, percentEvident: false },
};

describe('bodies that are known', () => {
  it('every fixture is expected below', () => {
    expect(fixtureNames('claude-web').sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const usage = usageOf(fixture('claude-web', name));
    expect(usage.limits.map(line)).toEqual(expected.limits);
    expect(usage.extra).toEqual(expected.extra);
    expect(usage.percentEvident).toBe(expected.percentEvident);
  });

  it('keeps the reset as served, with microseconds and zone', () => {
    const [fiveHour] = usageOf(fixture('claude-web', '2026-09-14-newest-plain.json')).limits;
    expect(fiveHour?.resets_at).toBe('2026-09-14T15:30:00.910731+00:00');
  });

  it('reads the share of the week per product, each product once', () => {
    expect(usageOf(fixture('claude-web', 'made-breakdown-and-jpy.json')).breakdown).toEqual([
      { key: 'claude_code', label: 'Claude Code', percent: 71.5 },
      { key: 'chat', label: 'Chat', percent: 28 },
    ]);
    expect(usageOf('{"five_hour":null,"seven_day_breakdown":{}}').breakdown).toEqual([]);
  });

  it('counts `*_dollars` in the currency of the body only where that is a dollar', () => {
    const pool = (currency: string) =>
      usageOf(
        `{"x":{"limit_dollars":5,"used_dollars":0.07},"spend":{"used":{"amount_minor":0,"currency":${currency}}}}`,
      ).limits[0]?.used;
    expect(pool('"usd"')).toEqual(money(7, 'USD'));
    expect(pool('"CAD"')).toEqual(money(7, 'CAD'));
    expect(pool('"EUR"')).toEqual(money(7, null));
    expect(pool('null')).toEqual(money(7, null));
  });

  it.each([
    ['a window listed by its scope and standing flat is drawn once', 'Claude Design', 'seven_day_omelette'],
    ['a window listed and standing flat under the same name is drawn once', 'Fable', 'seven_day_fable'],
  ])('%s', (_, name, key) => {
    const listed = `{"kind":"weekly_scoped","percent":5,"resets_at":null,"scope":{"surface":{"display_name":"${name}"}}}`;
    const flat = `"${key}":{"utilization":6,"resets_at":"2026-11-27T09:00:00Z"}`;
    const { limits } = usageOf(`{${flat},"limits":[${listed}]}`);
    expect(limits.map(line)).toEqual([expect.stringMatching(/^weekly_scoped:\S+ \(7-day .*\) 5$/)]);
  });

  it('lets the flat window fill what the listed one lacks', () => {
    const body = (percent: string) =>
      `{"five_hour":{"utilization":7.5,"resets_at":"2026-11-27T09:00:00Z"},"limits":[{"kind":"session","percent":${percent},"resets_at":"2026-11-27T10:00:00Z"}]}`;
    expect(usageOf(body('null')).limits[0]).toMatchObject({
      percent: 7.5,
      resets_at: '2026-11-27T10:00:00Z',
    });
    expect(usageOf(body('8')).limits[0]).toMatchObject({ percent: 8, resets_at: '2026-11-27T10:00:00Z' });
  });

  it('keeps the binding or fuller one of two entries with one name, in any order', () => {
    const entry = (percent: number, active: boolean) =>
      `{"kind":"weekly_scoped","percent":${percent},"is_active":${active},"scope":{"model":{"display_name":"Fable"}}}`;
    for (const [a, b, kept] of [
      [entry(5, false), entry(9, false), 9],
      [entry(5, true), entry(9, false), 5],
    ] as const) {
      expect(limitsOf(`{"limits":[${a},${b}]}`)).toEqual([['weekly_scoped:fable', kept]]);
      expect(limitsOf(`{"limits":[${b},${a}]}`)).toEqual([['weekly_scoped:fable', kept]]);
    }
  });
});

describe('bodies in which nothing is known', () => {
  it.each(fixtureNames('claude-web', 'unreadable'))('%s is refused with a sentence', (name) => {
    const decoded = decodeUsage(fixture('claude-web', `unreadable/${name}`), true);
    const reason = decoded.ok ? '' : decoded.reason;
    expect(reason).toContain('"');
    expect(reason).toMatch(/(look for a newer ClaudeMeter|Ask again in a few minutes)\.$/);
  });

  it.each([
    ['error-object.json', '"rate_limit_error: This request would exceed'],
    ['error-text.json', '"overloaded"'],
    ['empty-object.json', 'empty object'],
    ['other-keys.json', '"windows, plan"'],
    ['page.json', 'not JSON: "<!DOCTYPE html>'],
    ['list.json', 'no object: "[{'],
  ])('%s: the sentence quotes what was found', (name, words) => {
    expect(decodeUsage(fixture('claude-web', `unreadable/${name}`), false)).toHaveProperty(
      'reason',
      expect.stringContaining(words),
    );
  });

  it.each([
    '{"five_hour":null}',
    '{"seven_day_later":null}',
    '{"limits":[]}',
    '{"spend":null}',
    '{"five_hour":{"utilization":null,"resets_at":null}}',
    '{"seven_day":{"utilization":0,"resets_at":null}}',
  ])('%s is an account without that window, no failure', (text) => {
    expect(decodeUsage(text, false).ok).toBe(true);
  });
});

describe('one field at a time', () => {
  const percentOf = (utilization: string) =>
    usageOf(`{"five_hour":{"utilization":${utilization},"resets_at":"2026-11-27T09:00:00Z"},"limits":[]}`)
      .limits[0]?.percent;

  it.each([
    ['42.0', 42],
    ['1e2', 100],
    ['104', 104],
    ['1000', 1000],
    ['0.5', 0.5],
    ['85.70003930000001', 85.70003930000001],
    ['0', 0],
    ['-0', 0],
    ['-0.1', null],
    ['1000.5', null],
    ['1795370400', null],
    ['12345678901234567890', null],
    ['1e400', null],
    ['-1e400', null],
    ['"42"', null],
    ['"NaN"', null],
    ['null', null],
    ['true', null],
    ['[42]', null],
    ['{"value":42}', null],
  ])('utilization %s is %s', (text, percent) => {
    expect(Object.is(percentOf(text), percent)).toBe(true);
  });

  it.each([
    ['"2026-11-27T09:00:00.123456+00:00"', '2026-11-27T09:00:00.123456+00:00'],
    ['"2026-11-27T09:00:00.000Z"', '2026-11-27T09:00:00.000Z'],
    ['"soon"', null],
    ['""', null],
    ['1795370400', null],
    ['null', null],
  ])('resets_at %s is %s', (text, resetsAt) => {
    expect(usageOf(`{"five_hour":{"utilization":7,"resets_at":${text}}}`).limits[0]?.resets_at).toBe(
      resetsAt,
    );
  });

  it('a window whose number is missing is drawn only where a reset, an amount or a lock says that it exists', () => {
    const drawn = (fields: string) =>
      usageOf(`{"seven_day":null,"five_hour":{"utilization":null${fields}}}`).limits;
    expect(drawn('')).toEqual([]);
    expect(drawn(',"resets_at":null,"limit_dollars":null')).toEqual([]);
    expect(drawn(',"resets_at":"2026-11-27T09:00:00Z"')).toHaveLength(1);
    expect(drawn(',"limit_dollars":5')).toHaveLength(1);
    expect(drawn(',"locked_reason":"x"').map(line)).toEqual(['five_hour (5-hour) null idle x']);
  });

  it('a name is made fit for one line, and a key of the language itself is a key like any other', () => {
    const name = 'Fa\\u001b[31mble\\n\\u202e';
    const { limits } = usageOf(
      `{"limits":[{"kind":"weekly_scoped","percent":5,"scope":{"model":{"display_name":"${name}"}}}],"constructor":{"utilization":3},"__proto__":{"utilization":4}}`,
    );
    expect(limits.map(({ id, label }) => [id, label])).toEqual([
      ['weekly_scoped:fa-31mble', '7-day Fa [31mble'],
      ['constructor', 'Constructor'],
      ['__proto__', 'Proto'],
    ]);
  });

  const extraOf = (extra: string) => usageOf(`{"five_hour":null,${extra}}`).extra;

  it.each([
    ['"USD"', '2', money(150, 'USD')],
    ['"jpy"', '0', money(150, 'JPY', 0)],
    ['"KWD"', '3', money(150, 'KWD', 3)],
    ['"USD"', 'null', money(150, 'USD')],
    ['"US dollar"', '2', money(150, null)],
    ['7', '2', money(150, null)],
    ['"USD"', '"2"', null],
    ['"USD"', '-2', null],
    ['"USD"', '1.5', null],
    ['"USD"', '400', null],
  ])('150 of currency %s with %s digits', (currency, digits, used) => {
    const fields = `"is_enabled":true,"used_credits":150,"currency":${currency},"decimal_places":${digits}`;
    expect(extraOf(`"extra_usage":{${fields}}`)?.used).toEqual(used);
    const amount = `{"amount_minor":150,"currency":${currency},"exponent":${digits}}`;
    expect(extraOf(`"spend":{"enabled":true,"used":${amount}}`)?.used).toEqual(used);
  });

  it('takes from spend what it says, and from extra_usage the rest', () => {
    const spend = '{"used":{"amount_minor":500,"currency":"EUR","exponent":2},"limit":null,"enabled":true}';
    const older =
      '{"is_enabled":false,"used_credits":400,"monthly_limit":1000,"currency":"EUR","disabled_reason":"unknown"}';
    expect(extraOf(`"spend":${spend},"extra_usage":${older}`)).toEqual({
      enabled: true,
      used: money(500, 'EUR'),
      limit: money(1000, 'EUR'),
      percent: 50,
      blocked: false,
      blocked_until: null,
      reason: 'unknown',
    });
  });

  it('shows the served percentage where the amounts are missing, in the scale of the body', () => {
    expect(extraOf('"extra_usage":{"is_enabled":true,"utilization":21.0}')?.percent).toBe(21);
    expect(
      usageOf('{"five_hour":{"utilization":0.5},"extra_usage":{"is_enabled":true,"utilization":0.096}}').extra
        ?.percent,
    ).toBe(9.6);
  });

  it.each([
    ['out_of_credits', true],
    ['org_level_disabled_until', true],
    ['org_spend_cap_reached', true],
    ['monthly_cap_reached', true],
    ['self_selected_spend_limit_reached', false],
    ['org_level_disabled', false],
    ['member_level_disabled', false],
    ['overage_not_provisioned', false],
    ['a_reason_of_next_year', false],
  ])('disabled_reason %s: blocked %s', (reason, blocked) => {
    expect(extraOf(`"extra_usage":{"is_enabled":false,"disabled_reason":"${reason}"}`)).toMatchObject({
      blocked,
      reason,
    });
  });
});

describe('the scale, decided once per body', () => {
  const FIVE = (value: string) => `{"five_hour":{"utilization":${value},"resets_at":null}}`;
  const TWO = (a: string, b: string) =>
    `{"five_hour":{"utilization":${a},"resets_at":null},"seven_day":{"utilization":${b},"resets_at":null}}`;

  it.each([
    ['a fraction of an unknown org', FIVE('0.42'), false, [42], false],
    ['without the noise of binary fractions', TWO('0.07', '0.29'), false, [7, 29], false],
    ['1 alone is 1 %', FIVE('1'), false, [1], false],
    ['1.0 alone is 1 %', FIVE('1.0'), false, [1], false],
    ['0 alone is 0 %', FIVE('0'), false, [0], false],
    ['1 beside a fraction is 100 %', TWO('1', '0.5'), false, [100, 50], false],
    ['0 beside a fraction', TWO('0', '0.5'), false, [0, 50], false],
    ['a small percentage beside a larger one', TWO('0.5', '12'), false, [0.5, 12], true],
    ['just above 1', TWO('0.5', '1.04'), false, [0.5, 1.04], true],
    ['an org known to be on percent', FIVE('0.42'), true, [0.42], false],
    [
      'limits[] beside it',
      '{"limits":[],"five_hour":{"utilization":0.5,"resets_at":null}}',
      false,
      [0.5],
      true,
    ],
    ['limits[] null', '{"limits":null,"five_hour":{"utilization":0.5,"resets_at":null}}', false, [50], false],
    ['whole numbers up to 1', TWO('0', '1'), false, [0, 1], false],
    ['a number that is none does not decide', TWO('0.5', '12345678901234567890'), false, [50], false],
    [
      'extra usage is no window',
      '{"five_hour":{"utilization":0.5},"extra_usage":{"utilization":21.0}}',
      false,
      [50],
      false,
    ],
  ])('%s', (_, text, orgOnPercent, percents, evident) => {
    const usage = usageOf(text, orgOnPercent);
    expect(usage.limits.map((limit) => limit.percent)).toEqual(percents);
    expect(usage.percentEvident).toBe(evident);
  });

  it('reads a percentage body the same whether or not the org is known', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1 }), (numbers) => {
        const body = Object.fromEntries(
          numbers.map((utilization, at) => [`seven_day_x${at}`, { utilization }]),
        );
        const text = JSON.stringify({ ...body, five_hour: { utilization: 2 } });
        expect(usageOf(text, false).limits).toEqual(usageOf(text, true).limits);
      }),
    );
  });

  it('turns whole percents that were divided by a hundred back into themselves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        const text = TWO(String(hundredths / 10_000), '0.5');
        expect(usageOf(text).limits[0]?.percent).toBe(hundredths / 100);
      }),
    );
  });
});

describe('any body', () => {
  const KEYS = [
    'five_hour',
    'seven_day',
    'seven_day_opus',
    'seven_day_later',
    'cinder_cove',
    'copper_kite',
    'nimbus_quill',
    'limits',
    'extra_usage',
    'spend',
    'seven_day_breakdown',
    'error',
  ];
  const FIELDS = [
    'utilization',
    'percent',
    'resets_at',
    'kind',
    'scope',
    'model',
    'display_name',
    'limit_dollars',
    'used_dollars',
    'remaining_dollars',
    'locked_reason',
    'is_active',
    'used',
    'limit',
    'amount_minor',
    'currency',
    'exponent',
    'is_enabled',
    'used_credits',
    'monthly_limit',
    'decimal_places',
    'disabled_reason',
    'rows',
    'key',
  ];
  const VALUE = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -0, 1, 0.5, 42, -7, 1e300, '', '42', 'Fable', [], {}),
    fc.constantFrom('weekly_scoped', 'session', '2026-11-27T09:00:00Z', 'USD', 'out_of_credits'),
    fc.double({ min: -10, max: 2000, noNaN: true }),
    fc.string({ maxLength: 5 }),
  );
  const objectOf = (values: fc.Arbitrary<unknown>) =>
    fc.dictionary(fc.constantFrom(...FIELDS), values, { maxKeys: 7 });
  const FLAT = objectOf(VALUE);
  const NESTED = objectOf(fc.oneof(VALUE, FLAT, fc.array(FLAT, { maxLength: 3 })));
  const BODY = fc.dictionary(
    fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 5 })),
    fc.oneof(VALUE, FLAT, NESTED, fc.array(NESTED, { maxLength: 4 })),
    { maxKeys: 8 },
  );

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), fc.boolean(), (text, known) => {
        expect(typeof decodeUsage(text, known).ok).toBe('boolean');
      }),
    );
  });

  it('never throws on a body of a hundred thousand levels', () => {
    const deep = `${'[{"five_hour":'.repeat(1e5)}1${'}]'.repeat(1e5)}`;
    expect(decodeUsage(`{"five_hour":${deep},"error":${deep},"limits":${deep}}`, false).ok).toBe(false);
  });

  it('gives each limit an id of its own, a name, and a percentage that is a number or unknown', () => {
    fc.assert(
      fc.property(BODY, fc.boolean(), (body, known) => {
        const decoded = decodeUsage(JSON.stringify(body), known);
        if (!decoded.ok) return;
        const { limits, extra, breakdown } = decoded.usage;
        expect(new Set(limits.map(({ id }) => id)).size).toBe(limits.length);
        for (const { label, percent } of [...limits, ...breakdown]) {
          expect(label.trim()).not.toBe('');
          expect(percent === null || (Number.isFinite(percent) && percent >= 0)).toBe(true);
        }
        expect(extra?.percent ?? 0).toSatisfy(Number.isFinite);
      }),
      { numRuns: 1000 },
    );
  });

  it('turns nothing unknown into 0: without a zero in the body there is none in the limits', () => {
    const noZero = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_, part: unknown) =>
        typeof part === 'number' && Math.abs(part) < 1e-6 ? 7 : part,
      ) as unknown;
    fc.assert(
      fc.property(BODY.map(noZero), fc.boolean(), (body, known) => {
        // A credit of which nothing was used is rightly at 0 %: what remains is the whole.
        const text = JSON.stringify(body).replaceAll('remaining_dollars', 'other');
        const decoded = decodeUsage(text, known);
        if (!decoded.ok) return;
        const percents = decoded.usage.limits.map(({ percent }) => percent);
        expect(percents).not.toContain(0);
        expect(decoded.usage.extra?.percent).not.toBe(0);
        expect(decoded.usage.extra?.used?.minor).not.toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
