import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../test/tray-readings.ts';
import { type GuardAnswer, guardAnswer } from './guard.ts';
import type { Limit } from './limit.ts';
import type { Forecast, KnownForecast } from './pace/forecast.ts';
import { type Reading, readingOf } from './reading.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OPENED = Date.parse('2026-11-23T08:00:00Z');
const RESETS = OPENED + 5 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

/** 9 points an hour until noon, then an agent that takes 40 an hour until the wall. */
function dayPercent(at: number): number {
  const noon = OPENED + 4 * HOUR;
  const calm = (Math.min(at, noon) - OPENED) / HOUR;
  const busy = Math.max(0, at - noon) / HOUR;
  return Math.min(100, calm * 9 + busy * 80);
}

function dayReading(at: number, given: { stale?: boolean } = {}): Reading {
  const window = {
    id: 'five_hour',
    kind: 'session' as const,
    label: '5-hour',
    is_active: true,
    used: null,
    limit: null,
    locked_reason: null,
  };
  const percent = at < RESETS ? dayPercent(at) : 0;
  const limits = [{ ...window, percent, resets_at: at < RESETS ? iso(RESETS) : null }];
  return readingOf(snapshot({ limits, fetched_at: iso(at), stale: given.stale === true }), at);
}

function ask(
  at: number,
  over: { min?: number; forMs?: number; forecast?: Forecast | null; stale?: boolean },
) {
  const reading = dayReading(at, { stale: over.stale === true });
  return guardAnswer(
    {
      reading,
      limit: reading.fiveHour,
      forecast: over.forecast ?? null,
      minRemaining: over.min ?? 10,
      forMs: over.forMs ?? 30 * MINUTE,
      cautious: false,
    },
    at,
  );
}

describe('guardAnswer', () => {
  it.each<[string, number, GuardAnswer['kind'], 'pace' | 'now' | undefined]>([
    ['the window has just begun', 0, 'lasts', 'now'],
    ['an hour in', 1, 'lasts', 'pace'],
    ['a calm morning', 3.9, 'lasts', 'pace'],
    ['the agent begins', 4.1, 'lasts', 'pace'],
    ['16 % are left, and 7 go until the reset', 4.6, 'would_not_last', 'pace'],
    ['the wall', 4.9, 'would_not_last', 'pace'],
    ['after the reset', 5, 'lasts', 'now'],
  ])('over a day: %s', (_name, hours, kind, basis) => {
    expect(ask(OPENED + hours * HOUR, {})).toMatchObject({ kind, basis });
  });

  it('has only to last until the reset when that comes first', () => {
    const answer = ask(OPENED + 4.8 * HOUR, { min: 1, forMs: 5 * HOUR });
    expect(answer).toMatchObject({ resetsFirst: true, until: RESETS });
  });

  it('asks about now alone when no time is given', () => {
    const at = OPENED + 4.5 * HOUR;
    expect(ask(at, { forMs: 0, min: 24 })).toMatchObject({ kind: 'lasts', basis: 'now', percent: 76 });
    expect(ask(at, { forMs: 0, min: 25 })).toMatchObject({ kind: 'would_not_last' });
  });

  it('believes the forecast before the plain pace, its upper end when it is to be cautious', () => {
    const at = OPENED + HOUR;
    const forecast = {
      kind: 'forecast',
      fan: [
        { at: at + HOUR, low: 9, mid: 40, high: 95 },
        { at: RESETS, low: 9, mid: 60, high: 100 },
      ],
    } as unknown as KnownForecast;
    expect(ask(at, { forecast })).toMatchObject({ kind: 'lasts', basis: 'forecast', expected: 24.5 });
    const reading = dayReading(at);
    const question = { reading, limit: reading.fiveHour, forecast, minRemaining: 10, forMs: HOUR };
    expect(guardAnswer({ ...question, cautious: true }, at)).toMatchObject({
      kind: 'would_not_last',
      expected: 95,
    });
  });

  it('never says yes from old numbers, from no numbers, or about a limit that is not there', () => {
    const at = OPENED + HOUR;
    expect(ask(at, { stale: true })).toEqual({ kind: 'stale', ageMs: 0 });
    const none = { forecast: null, minRemaining: 10, forMs: 0, cautious: false };
    expect(guardAnswer({ ...none, reading: null, limit: null }, at)).toMatchObject({ kind: 'none' });
    expect(guardAnswer({ ...none, reading: dayReading(at), limit: null }, at)).toMatchObject({
      kind: 'none',
    });
    const unknown = readingOf(
      snapshot({ limits: [{ ...(dayReading(at).snapshot.limits[0] as Limit), percent: null }] }),
      at,
    );
    expect(guardAnswer({ ...none, reading: unknown, limit: unknown.fiveHour }, at)).toMatchObject({
      kind: 'none',
    });
  });

  it('who asks for more is never told yes where who asks for less was told no', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 4.9, noNaN: true }),
        fc.nat(100),
        fc.nat(100),
        fc.nat(300),
        (hours, min, more, minutes) => {
          const at = OPENED + hours * HOUR;
          const less = ask(at, { min, forMs: minutes * MINUTE });
          const most = ask(at, { min: min + more, forMs: (minutes + more) * MINUTE });
          if (less.kind === 'would_not_last') expect(most.kind).toBe('would_not_last');
        },
      ),
    );
  });
});
