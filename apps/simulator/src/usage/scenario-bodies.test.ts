import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Org, Scenario } from '../scenarios/scenario.ts';
import { findScenario, SCENARIOS } from '../scenarios/scenario-list.ts';
import { bodyAt } from './body-at.ts';
import { momentAt } from './moment.ts';

interface Window {
  utilization: number;
  resets_at: string | null;
}
interface UsageBody {
  five_hour: Window | null;
  seven_day: Window | null;
  limits: {
    kind: string;
    percent: number;
    resets_at: string | null;
    is_active: boolean;
    scope: { model: { display_name: string } } | null;
  }[];
  extra_usage: {
    is_enabled: boolean;
    used_credits: number | null;
    monthly_limit: number | null;
    disabled_reason: string | null;
  };
  cinder_cove: {
    used_dollars: number;
    remaining_dollars: number;
    limit_dollars: number;
    resets_at: string;
  } | null;
}

const STARTED = Date.parse('2026-11-22T08:00:00Z');
const WORLDS = SCENARIOS.flatMap((scenario) =>
  scenario.orgs.filter(({ usage }) => usage.kind !== 'none').map((org) => ({ scenario, org })),
);
const anyWorld = fc.constantFrom(...WORLDS);
const windowed = fc.constantFrom(...WORLDS.filter(({ org }) => org.usage.kind === 'windows'));
/** Up to five weeks: over several weekly resets and a billing month. */
const anySecond = fc.integer({ min: 0, max: 5 * 7 * 86_400 });

const runs = { numRuns: 150 };

function textAt(scenario: Scenario, org: Org, second: number): string {
  return bodyAt(
    scenario,
    { org: org.uuid, endpoint: 'usage' },
    momentAt(STARTED, STARTED + second * 1000),
  ) as string;
}

const usageAt = (scenario: Scenario, org: Org, second: number): UsageBody =>
  JSON.parse(textAt(scenario, org, second));

/** Windows of a body by what they are called, with the minute that identifies a reset. */
function windowsOf(body: UsageBody): Map<string, { percent: number; reset: number | null }> {
  const minute = (at: string | null) => (at === null ? null : Math.round(Date.parse(at) / 60_000));
  return new Map([
    ...(['five_hour', 'seven_day'] as const).flatMap((name) => {
      const window = body[name];
      return window
        ? [[name, { percent: window.utilization, reset: minute(window.resets_at) }] as const]
        : [];
    }),
    ...body.limits.map(
      (limit) =>
        [
          `${limit.kind} ${limit.scope?.model.display_name ?? ''}`,
          { percent: limit.percent, reset: minute(limit.resets_at) },
        ] as const,
    ),
  ]);
}

describe('any scenario at any time', () => {
  it('gives the same bytes for the same moment', () => {
    fc.assert(
      fc.property(anyWorld, anySecond, ({ scenario, org }, second) => {
        expect(textAt(scenario, org, second)).toBe(textAt(scenario, org, second));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps percents between 0 and 110, and 0 where a window has not been opened', () => {
    fc.assert(
      fc.property(anyWorld, anySecond, ({ scenario, org }, second) => {
        for (const [, { percent, reset }] of windowsOf(usageAt(scenario, org, second))) {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(percent).toBeLessThanOrEqual(110);
          if (reset === null) expect(percent).toBe(0);
        }
      }),
      runs,
    );
  });

  it('sets every reset in the future, and no further than its window is long', () => {
    fc.assert(
      fc.property(windowed, anySecond, ({ scenario, org }, second) => {
        const body = usageAt(scenario, org, second);
        const left = (at: string | null | undefined) =>
          at ? (Date.parse(at) - STARTED) / 60_000 - Math.floor(second / 60) : null;
        for (const [at, length] of [
          [body.five_hour?.resets_at, 300],
          [body.seven_day?.resets_at, 7 * 1_440],
        ] as const) {
          const minutes = left(at);
          if (minutes === null) continue;
          expect(minutes).toBeGreaterThan(0);
          expect(minutes).toBeLessThanOrEqual(length + 1 / 60);
        }
      }),
      runs,
    );
  });

  it('lets no window fall before its reset, and none change its reset while it lasts', () => {
    fc.assert(
      fc.property(
        windowed,
        anySecond,
        fc.integer({ min: 1, max: 6 * 3600 }),
        ({ scenario, org }, second, later) => {
          const before = windowsOf(usageAt(scenario, org, second));
          const after = windowsOf(usageAt(scenario, org, second + later));
          const now = (STARTED + (second + later) * 1000) / 60_000;
          for (const [name, { percent, reset }] of before) {
            if (reset === null || reset <= now) continue;
            expect(after.get(name)?.reset).toBe(reset);
            expect(after.get(name)?.percent).toBeGreaterThanOrEqual(percent);
          }
        },
      ),
      runs,
    );
  });

  it('marks the fullest limit as the binding one', () => {
    fc.assert(
      fc.property(windowed, anySecond, ({ scenario, org }, second) => {
        const { limits } = usageAt(scenario, org, second);
        const [active, ...others] = limits.filter((limit) => limit.is_active);
        expect(others).toEqual([]);
        expect(active?.percent).toBe(Math.max(...limits.map(({ percent }) => percent)));
      }),
      runs,
    );
  });

  it('prints floats as floats and whole percents as whole', () => {
    fc.assert(
      fc.property(windowed, anySecond, ({ scenario, org }, second) => {
        const text = textAt(scenario, org, second);
        expect(text).toMatch(/"five_hour":\{"utilization":\d+\.0,/);
        expect(text).toMatch(/"kind":"session","group":"session","percent":\d+,/);
        for (const [, at] of text.matchAll(/"resets_at":"([^"]*)"/g)) {
          expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('scenarios', () => {
  const scenario = (name: string): Scenario => {
    const found = findScenario(name);
    if (!found) throw new Error(`no scenario ${name}`);
    return found;
  };
  const bodyOf = (name: string, minute: number, orgAt = 0): UsageBody => {
    const org = scenario(name).orgs[orgAt] as Org;
    return usageAt(scenario(name), org, minute * 60);
  };

  it('have names and addresses of their own', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    for (const { orgs, accounts } of SCENARIOS) {
      const uuids = orgs.map(({ uuid }) => uuid);
      expect(new Set(uuids).size).toBe(uuids.length);
      for (const { memberships } of accounts) {
        expect(uuids).toEqual(expect.arrayContaining(memberships.map(({ org }) => org)));
      }
      for (const uuid of uuids)
        expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    }
  });

  it('pro-working-day fills a window by lunch, resets it and fills the next', () => {
    const percents = [0, 60, 180, 230, 420].map(
      (minute) => bodyOf('pro-working-day', minute).five_hour?.utilization,
    );
    expect(percents).toEqual([37, 66, 94, 6, 80]);
  });

  it('pro-working-day rests at night: the window starts on first use', () => {
    expect(bodyOf('pro-working-day', 15 * 60).five_hour).toMatchObject({ utilization: 0, resets_at: null });
  });

  it('max-opus-wall brings Opus to its wall while the other limits have room', () => {
    const opus = (minute: number) => bodyOf('max-opus-wall', minute).limits.at(-1);
    expect(opus(0)).toMatchObject({
      percent: 97,
      is_active: true,
      scope: { model: { display_name: 'Opus' } },
    });
    expect(opus(120)).toMatchObject({ percent: 100, severity: 'critical' });
    expect(bodyOf('max-opus-wall', 120).seven_day?.utilization).toBeLessThan(60);
  });

  it('enterprise-seat has no window, and a budget that adds up', () => {
    const body = bodyOf('enterprise-seat', 120);
    expect([body.five_hour, body.seven_day, body.limits]).toEqual([null, null, []]);
    const { used_dollars, remaining_dollars, limit_dollars } = body.cinder_cove ?? expect.fail('no pool');
    expect(used_dollars).toBeGreaterThan(431.27);
    expect(used_dollars + remaining_dollars).toBeCloseTo(limit_dollars, 6);
  });

  it('extra-usage-cap spends up to the cap, is blocked, and opens again with the billing month', () => {
    const overage = (minute: number) => {
      const { orgs } = scenario('extra-usage-cap');
      const at = { org: orgs[0]?.uuid ?? '', endpoint: 'overage_spend_limit' } as const;
      return JSON.parse(
        bodyAt(scenario('extra-usage-cap'), at, momentAt(STARTED, STARTED + minute * 60_000)) ?? '',
      );
    };
    expect(overage(0)).toMatchObject({
      used_credits: 7300,
      monthly_credit_limit: 20_000,
      out_of_credits: false,
    });
    expect(overage(300)).toMatchObject({
      out_of_credits: true,
      disabled_until: '2026-11-30T08:00:00.000000+00:00',
    });
    expect(overage(300).used_credits).toBeGreaterThanOrEqual(20_000);
    expect(bodyOf('extra-usage-cap', 300).extra_usage).toMatchObject({
      is_enabled: false,
      disabled_reason: 'out_of_credits',
    });
    expect(overage(8 * 1_440)).toMatchObject({
      used_credits: 0,
      out_of_credits: false,
      disabled_until: null,
    });
  });

  it('window-reset resets the five-hour window at minute 3 and the week at minute 9', () => {
    const at = (minute: number) => {
      const body = bodyOf('window-reset', minute);
      return [body.five_hour?.utilization, body.seven_day?.utilization];
    };
    expect([at(2), at(4), at(8), at(9)]).toEqual([
      [95, 94],
      [0, 94],
      [2, 94],
      [2, 0],
    ]);
  });

  it('have nothing to tell about an org that cannot chat', () => {
    const { orgs } = scenario('several-orgs');
    const ghost = orgs.find(({ usage }) => usage.kind === 'none');
    const at = { org: ghost?.uuid ?? '', endpoint: 'usage' } as const;
    expect(bodyAt(scenario('several-orgs'), at, momentAt(STARTED, STARTED))).toBeNull();
  });
});
