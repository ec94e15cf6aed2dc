import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import type { Forecast, ForecastInput, KnownForecast, PastWindow } from './forecast.ts';
import { forecastOf } from './forecast-of.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Sunday noon, UTC. */
const NOW = Date.parse('2026-11-22T12:00:00Z');
const iso = (at: number) => new Date(at).toISOString();

/** A week of work from 9 to 17 UTC on weekdays, `perHour` percent of a five-hour window that begins at nine. */
function workdays(
  weeks: number,
  perHour: number,
  until = NOW,
): { history: Change[]; pastWindows: PastWindow[] } {
  const history: Change[] = [];
  const pastWindows: PastWindow[] = [];
  const first = until - weeks * 7 * DAY;
  for (let day = Math.floor(first / DAY) * DAY; day < until; day += DAY) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (const opened of [day + 9 * HOUR, day + 14 * HOUR]) {
      const hours = opened === day + 9 * HOUR ? 5 : 3;
      let percent = 0;
      for (let minute = 0; minute < hours * 60; minute += 10) {
        if (opened + minute * MINUTE > until) return { history, pastWindows };
        percent = Math.min(100, (minute / 60) * perHour);
        history.push({ at: opened + minute * MINUTE, percent: Math.round(percent) });
      }
      if (opened + 5 * HOUR > until) return { history, pastWindows };
      history.push({ at: opened + 5 * HOUR, percent: 0 });
      const wall = percent >= 100 ? opened + (100 / perHour) * HOUR : null;
      pastWindows.push({
        openedAt: opened,
        resetsAt: opened + 5 * HOUR,
        peak: percent,
        lastPercent: percent,
        fullAt: wall,
      });
    }
  }
  return { history, pastWindows };
}

function input(
  given: Partial<ForecastInput> & { percent?: number | null; resetsAt?: number | null },
): ForecastInput {
  const { percent = 40, resetsAt = NOW + 3 * HOUR, ...rest } = given;
  return {
    now: NOW,
    limit: { id: 'five_hour', kind: 'session', percent, resets_at: resetsAt === null ? null : iso(resetsAt) },
    samples: [
      { at: NOW - 2 * HOUR, percent: 0 },
      { at: NOW - HOUR, percent: 20 },
      { at: NOW, percent: 40 },
    ],
    gaps: [],
    pastWindows: [],
    history: [],
    timeZone: 'UTC',
    live: true,
    ...rest,
  };
}

function known(forecast: Forecast): KnownForecast {
  if (forecast.kind === 'declined') throw new Error(forecast.reason);
  return forecast;
}

describe('forecastOf declines', () => {
  it.each<[string, ForecastInput, RegExp]>([
    ['old numbers', input({ live: false }), /stale/],
    ['no number', input({ percent: null }), /no number/],
    ['a window that has not begun', input({ resetsAt: null }), /starts on first use/],
    ['a window that is over', input({ resetsAt: NOW }), /about to reset/],
    ['a pool that expires next year', input({ resetsAt: NOW + 300 * DAY }), /too far away/],
    ['a first reading', input({ samples: [{ at: NOW - MINUTE, percent: 40 }] }), /Too little is known/],
    [
      'a time that cannot be read',
      { ...input({}), limit: { ...input({}).limit, resets_at: 'tomorrow' } },
      /"tomorrow" cannot be read/,
    ],
  ])('%s', (_, given, reason) => {
    expect(forecastOf(given)).toMatchObject({ kind: 'declined', reason: expect.stringMatching(reason) });
  });
});

describe('forecastOf', () => {
  it('takes one finished window for enough to begin with, and says how little that is', () => {
    const window = {
      openedAt: NOW - 9 * HOUR,
      resetsAt: NOW - 4 * HOUR,
      peak: 60,
      lastPercent: 60,
      fullAt: null,
    };
    const forecast = known(forecastOf(input({ samples: [{ at: NOW, percent: 40 }], pastWindows: [window] })));
    expect(forecast.confidence).toBe('low');
  });

  it('has the plain pace always, also where it declines for want of readings', () => {
    const pace = { perHour: 20, atReset: 100 };
    expect(forecastOf(input({}))).toMatchObject({ kind: 'forecast', pace });
    expect(forecastOf(input({ samples: [] }))).toMatchObject({ kind: 'declined', pace });
    expect(forecastOf(input({ live: false }))).toMatchObject({ kind: 'declined', pace: null });
  });

  it('knows that a full window is full', () => {
    const forecast = known(forecastOf(input({ percent: 101.5 })));
    expect(forecast).toMatchObject({ hitProbability: 1, lastsUntilReset: false, confidence: 'high' });
    expect(forecast.hitAt?.mid).toBe(NOW);
    expect(forecast.percentAtReset).toEqual({ low: 101.5, mid: 101.5, high: 101.5 });
  });

  it('expects in the middle of a working day what working days have brought', () => {
    const now = Date.parse('2026-11-19T11:00:00Z');
    const resets = { now, resetsAt: now + 3 * HOUR };
    const busy = workdays(6, 25, now);
    const calm = workdays(6, 8, now);
    const of = (given: typeof busy, percent: number) =>
      known(forecastOf(input({ ...given, ...resets, percent, samples: given.history.slice(-20) })));
    expect(of(busy, 50).hitProbability).toBeGreaterThan(0.8);
    expect(of(calm, 16).hitProbability).toBeLessThan(0.05);
    const wall = of(busy, 50).hitAt;
    expect(Math.abs((wall?.mid ?? 0) - (now + 2 * HOUR))).toBeLessThan(30 * MINUTE);
  });

  it('expects little on a Sunday of somebody who rests on Sundays', () => {
    const forecast = known(forecastOf(input({ ...workdays(6, 25), percent: 60, samples: [] })));
    expect(forecast.hitProbability).toBeLessThan(0.1);
    expect(forecast.confidence).not.toBe('low');
  });

  it('expects of a week the working days that are left in it', () => {
    const friday = Date.parse('2026-11-20T17:00:00Z');
    const weekly = (now: number, resetsAt: number) => {
      const history: Change[] = [];
      for (let at = now - 6 * 7 * DAY; at < now; at += HOUR) {
        const [hour, weekday] = [new Date(at).getUTCHours(), new Date(at).getUTCDay()];
        const before = history.at(-1)?.percent ?? 0;
        const isReset = (resetsAt - at) % (7 * DAY) === 0;
        const works = weekday > 0 && weekday < 6 && hour >= 9 && hour < 17;
        const percent = isReset ? 0 : works ? before + 2 : before;
        if (percent !== history.at(-1)?.percent) history.push({ at, percent });
      }
      const limit = { id: 'seven_day', kind: 'weekly' as const, percent: 80, resets_at: iso(resetsAt) };
      return known(forecastOf({ ...input({ history, samples: [] }), now, limit }));
    };
    const weekend = weekly(friday, friday + 2 * DAY);
    const tuesday = weekly(friday + 4 * DAY - 5 * HOUR, friday + 7 * DAY);
    expect(weekend.hitProbability).toBeLessThan(0.1);
    expect(tuesday.hitProbability).toBeGreaterThan(0.9);
  });

  it('tells what an ordinary session costs', () => {
    const history: Change[] = Array.from({ length: 40 }, (_, index) => ({
      at: NOW - (40 - index) * 5 * HOUR,
      percent: index % 2 === 0 ? 0 : 8,
    }));
    const forecast = known(forecastOf(input({ history })));
    expect(forecast.ordinarySession).toEqual({ low: 8, high: 8 });
    expect(forecast.words).toContain('A typical agent run of yours costs 8%, you have 60%.');
  });

  it('tells with what right it speaks', () => {
    const now = Date.parse('2026-11-19T11:00:00Z');
    const rich = workdays(8, 12, now);
    const sure = known(
      forecastOf(input({ ...rich, now, resetsAt: now + 3 * HOUR, percent: 24, samples: [] })),
    );
    expect(sure.confidence).toBe('high');
    expect(sure.basis).toMatch(/^\d+ days like this one, of 5\d days watched$/);
    expect(known(forecastOf(input({}))).basis).toBe('less than a day of readings');
  });

  it.each(['2026-03-29T03:30:00Z', '2026-10-25T03:30:00Z'])(
    'counts hours right over a change of the clocks (%s)',
    (when) => {
      const now = Date.parse(when);
      const given = workdays(8, 20, now);
      const limit = { id: 'seven_day', kind: 'weekly' as const, percent: 50, resets_at: iso(now + 5 * DAY) };
      const forecast = known(
        forecastOf({ ...input({ ...given, samples: [], timeZone: 'Europe/Berlin' }), now, limit }),
      );
      expect(forecast.fan.at(-1)?.at).toBe(now + 5 * DAY);
      expect(forecast.percentAtReset.high).toBeGreaterThan(50);
    },
  );

  it('does not take a number that falls for spending that runs backwards', () => {
    const falling = [60, 58, 55, 50, 48].map((percent, index) => ({
      at: NOW - (5 - index) * 10 * MINUTE,
      percent,
    }));
    const forecast = known(forecastOf(input({ samples: falling, percent: 48 })));
    expect(forecast.percentAtReset.low).toBeGreaterThanOrEqual(48);
  });
});
