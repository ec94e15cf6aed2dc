import { emptyState, merge } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainReport } from '../../../packages/core/test/plain-report.ts';
import { createPublisher } from '../src/published.ts';
import { ORG } from './meter.ts';

const FETCHED = Date.parse('2026-11-22T12:00:00Z');
const FRESHNESS_MS = 120_000;
const FLIP = FETCHED + FRESHNESS_MS;

const report = plainReport(ORG, FETCHED, { usage: '{"five_hour":{"utilization":42,"resets_at":null}}' });
const session = { source: 'extension', browser: 'Chrome', instance: 'one', cadenceMs: 60_000 } as const;
const state = merge(emptyState(), [
  observe(report, { session, receivedAt: FETCHED, sha256: null, orgOnPercent: true }),
]);

describe('what everybody is shown', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it.each([
    ['well before', [FETCHED]],
    ['with the flip between two looks at the clock', [FLIP - 1, FLIP]],
    ['with the flip between later looks', [FETCHED, FLIP - 1, FLIP]],
  ])('turns stale by time alone, begun %s', async (_name, looks) => {
    let look = 0;
    const clock = () => looks[look++] ?? FLIP;
    const ending = new AbortController();
    const publisher = createPublisher(state, {
      clock,
      freshnessMs: FRESHNESS_MS,
      run: 'r',
      signal: ending.signal,
    });
    const heard: boolean[] = [];
    publisher.onChange(({ snapshots }) => heard.push(snapshots[0]?.stale === true), ending.signal);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(publisher.current().snapshots[0]?.stale).toBe(true);
    expect(heard).toEqual([true]);
    ending.abort();
  });

  it.each([
    ['slept over the flip', FLIP],
    ['is set back further than clocks differ', FETCHED - 3 * 60_000],
  ])('is right at once after the clock %s, though no timer has run', (_name, later) => {
    let now = FETCHED;
    const ending = new AbortController();
    const publisher = createPublisher(state, {
      clock: () => now,
      freshnessMs: FRESHNESS_MS,
      run: 'r',
      signal: ending.signal,
    });
    expect(publisher.current().snapshots[0]?.stale).toBe(false);
    now = later;
    expect(publisher.current().snapshots[0]?.stale).toBe(true);
    expect(publisher.current().text).toContain('"stale":true');
    ending.abort();
  });

  it('says nothing when nothing changes', async () => {
    const ending = new AbortController();
    const publisher = createPublisher(state, {
      clock: () => FETCHED,
      freshnessMs: FRESHNESS_MS,
      run: 'r',
      signal: ending.signal,
    });
    const { id } = publisher.current();
    publisher.update(state);
    expect(publisher.current().id).toBe(id);
    ending.abort();
  });
});
