import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../src/metrics/counters.ts';
import { meterFamilies } from '../src/metrics/meter-families.ts';

const FLEETS = join(import.meta.dirname, '..', '..', '..', 'docs', 'fleets');
const text = (name: string) => readFileSync(join(FLEETS, name), 'utf8');

/** Every name that a meter exports, as a collector stores it. */
const EXPORTED = new Set(
  meterFamilies({
    snapshots: [],
    now: 0,
    forecasts: [],
    counters: createCounters(),
    emails: false,
    health: {
      ok: true,
      name: 'claude-meter',
      version: '0',
      pid: 1,
      started_at: '',
      sources: {} as never,
      store_trouble: null,
    },
  }).map(({ name, type }) => (type === 'counter' ? `${name}_total` : name)),
);
const RULES = text('claude-meter.rules.yml');
const RECORDED = new Set([...RULES.matchAll(/- record: (\S+)/g)].map(([, name]) => name));

const namesIn = (words: string) => words.match(/claude_meter[_:][a-z_:]+/g) ?? [];

describe('the files for fleets', () => {
  it('rules ask only for what a meter exports, or what another rule records', () => {
    const asked = [...RULES.matchAll(/expr: ((?:>-\n)?(?:.+\n(?= {10}))*.+)/g)].flatMap(([, one = '']) =>
      namesIn(one),
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !EXPORTED.has(name) && !RECORDED.has(name))).toEqual([]);
  });

  it('the Grafana dashboard asks only for what is there, and its panels do not overlap', () => {
    const dashboard = JSON.parse(text('grafana-dashboard.json')) as {
      panels: {
        id: number;
        gridPos: { x: number; y: number; w: number; h: number };
        targets: { expr: string }[];
      }[];
    };
    const asked = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));
    expect(asked.length).toBeGreaterThanOrEqual(dashboard.panels.length);
    expect(asked.filter((name) => !EXPORTED.has(name) && !RECORDED.has(name))).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { id, gridPos: a } of dashboard.panels) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      const over = dashboard.panels.filter(
        ({ id: other, gridPos: b }) =>
          other !== id && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      );
      expect(over).toEqual([]);
    }
  });

  it('every metric is in the guide', () => {
    const guide = readFileSync(join(FLEETS, '..', 'fleets.md'), 'utf8');
    expect([...EXPORTED].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});
