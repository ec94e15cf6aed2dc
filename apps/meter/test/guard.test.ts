import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OptionValues } from '../src/cli/command.ts';
import { guard } from '../src/cli/guard.ts';
import type { Io } from '../src/cli/io.ts';
import { wait } from '../src/cli/wait.ts';
import type { Settings } from '../src/settings.ts';
import { originalPost, startMeter } from './meter.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MORNING = Date.parse('2026-11-23T08:00:00Z');
const RESETS = MORNING + 5 * HOUR;

/** The world of a command, with a clock that is moved and a stop that is pulled. */
function fakeIo(clock: { now: number }) {
  const said = { out: '', err: '' };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const stream = (name: 'out' | 'err') => ({
    write: (data: string | Uint8Array) => {
      said[name] += data;
    },
    isTerminal: false,
    colours: false,
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => {},
  });
  const io: Io = {
    env: {},
    stdout: stream('out'),
    stderr: stream('err'),
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    now: () => clock.now,
    timeZone: 'UTC',
    stopped: () => stop.signal,
    readerGone: stop.signal,
  };
  return { io, said, stop };
}

async function simulatedDay() {
  const clock = { now: MORNING };
  const meter = await startMeter({}, clock);
  const settings = { port: meter.port, home: meter.home } as Settings;
  const post = (fiveHour: number | null, resetsAt = RESETS) =>
    meter.post([
      originalPost({
        fetched_at: new Date(clock.now).toISOString(),
        usage: {
          five_hour:
            fiveHour === null
              ? { utilization: 0, resets_at: null }
              : { utilization: fiveHour, resets_at: new Date(resetsAt).toISOString() },
          seven_day: { utilization: 31, resets_at: new Date(MORNING + 72 * HOUR).toISOString() },
        },
      }),
    ]);
  const ask = async (values: OptionValues) => {
    const { io, said } = fakeIo(clock);
    const code = await guard.run(io, settings, { limit: '5h', ...values });
    return { code, ...said };
  };
  return { ...meter, clock, settings, post, ask };
}

describe('claude-meter guard over a day', () => {
  /** At so many hours, with so much used (null: no window runs; 'old': nobody has read since). */
  const STEPS: [at: number, used: number | null | 'old', values: OptionValues, code: number][] = [
    [0.1, 1, { for: '30m' }, 0],
    [1, 12, { for: '30m' }, 0],
    [2, 30, { for: '30m' }, 0],
    [2, 30, { for: '30m', 'min-remaining': '75' }, 10],
    [3, 60, { 'min-remaining': '40' }, 0],
    [3, 60, { 'min-remaining': '41' }, 10],
    [4, 89, {}, 0],
    [4, 89, { for: '30m' }, 10],
    [4.2, 91, {}, 10],
    [4.5, 100, { 'min-remaining': '0' }, 0],
    [4.5, 100, { 'min-remaining': '1' }, 10],
    [4.6, 'old', {}, 20],
    [5.1, null, { for: '2h' }, 0],
    [5.1, null, { limit: '7d', for: '30m' }, 0],
    [5.1, null, { limit: 'opus' }, 30],
    [5.1, null, { account: 'nobody@example.com' }, 30],
  ];

  it('gives the expected code at every step', async () => {
    const day = await simulatedDay();
    const codes: number[] = [];
    for (const [at, used, values] of STEPS) {
      day.clock.now = MORNING + at * HOUR;
      if (used === 'old') day.publisher.update(day.ingest.state());
      else await day.post(used);
      codes.push((await day.ask(values)).code);
    }
    expect(STEPS.map(([at, used, values], index) => [at, used, values, codes[index]])).toEqual(STEPS);
  });

  it('says why, and where a program reads it', async () => {
    const day = await simulatedDay();
    day.clock.now = MORNING + 4 * HOUR;
    await day.post(89);
    const words = await day.ask({ for: '30m' });
    expect(words.out).toBe('');
    expect(words.err).toMatch(
      /^claude-meter: 5-hour would not last: 89% used now, about \d+% in 30 min; 10% must be left\.\n$/,
    );
    expect((await day.ask({ quiet: true })).out).toBe('');
    const { out } = await day.ask({ json: true });
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'lasts',
      limit_id: 'five_hour',
      percent: 89,
      resets_first: false,
    });
  });

  it('knows nothing where no meter runs', async () => {
    const day = await simulatedDay();
    await day.stop();
    const { code, err } = await day.ask({});
    expect(code).toBe(30);
    expect(err).toContain('No meter answers at 127.0.0.1:');
  });

  it.each<[OptionValues, string]>([
    [{ limit: '6h' }, '--limit "6h" is none of 5h, 7d'],
    [{ 'min-remaining': '101' }, '--min-remaining "101" is no percentage'],
    [{ for: '30' }, '--for "30" is no time such as 30m'],
  ])('refuses %j', async (values, error) => {
    const { io, said } = fakeIo({ now: MORNING });
    expect(await guard.run(io, { port: 1 } as Settings, values)).toBe(2);
    expect(said.err).toContain(error);
  });
});

describe('claude-meter wait', () => {
  async function waiting(values: OptionValues) {
    const day = await simulatedDay();
    await day.post(91);
    const { io, said } = fakeIo(day.clock);
    let code: number | null = null;
    const ended = wait.run(io, day.settings, { limit: '5h', ...values }).then((one) => {
      code = one;
      return one;
    });
    if (values['quiet'] !== true) await expect.poll(() => said.err).toContain('waiting.');
    return { ...day, said, ended, code: () => code };
  }

  it('until the window resets: not for a lower number, not for the time alone, but for the next window', async () => {
    const day = await waiting({ until: 'reset' });
    expect(day.said.err).toContain('5-hour at 91%, resets in 5h; waiting.');
    day.clock.now = RESETS - MINUTE;
    await day.post(3);
    day.clock.now = RESETS + MINUTE;
    day.publisher.update(day.ingest.state());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(day.code()).toBeNull();
    await day.post(1, RESETS + 5 * HOUR);
    expect(await day.ended).toBe(0);
  });

  it('until there is room', async () => {
    const day = await waiting({ until: 'below:80' });
    day.clock.now += MINUTE;
    await day.post(80);
    day.clock.now += MINUTE;
    await day.post(79);
    expect(await day.ended).toBe(0);
  });

  it('not at all where no window runs', async () => {
    const day = await simulatedDay();
    await day.post(null);
    const { io } = fakeIo(day.clock);
    expect(await wait.run(io, day.settings, { until: 'reset', limit: '5h' })).toBe(0);
  });

  it('no longer than it may', async () => {
    const day = await waiting({ until: 'below:1', timeout: '300ms' });
    expect(await day.ended).toBe(10);
    expect(day.said.err).toContain('The time is over.');
  });

  it.each<[OptionValues, string]>([
    [{}, '--until "" is neither reset nor below:PERCENT'],
    [{ until: 'above:3' }, '--until "above:3"'],
    [{ until: 'reset', timeout: 'x' }, '--timeout "x" is no time'],
  ])('refuses %j', async (values, error) => {
    const { io, said } = fakeIo({ now: MORNING });
    expect(await wait.run(io, { port: 1 } as Settings, values)).toBe(2);
    expect(said.err).toContain(error);
  });
});

describe('claude-meter wait over a day', () => {
  /** At so many hours, so much is used; null: no window runs; the last one is of the next window. */
  const HOURS: [at: number, used: number | null][] = [
    [1, 12],
    [3, 60],
    [4, 85],
    [4.5, 100],
    [5.1, null],
    [6, 15],
  ];
  /** Asked at one hour, for one thing: at which hour it ends (null: not on that day), always with 0. */
  const CASES: [asked: number, values: OptionValues, ends: number | null][] = [
    [3, { until: 'below:80' }, 3],
    [4, { until: 'below:80' }, 5.1],
    [4, { until: 'below:90' }, 4],
    [4.5, { until: 'below:16' }, 5.1],
    [1, { until: 'reset' }, 5.1],
    [4.5, { until: 'reset' }, 5.1],
    [5.1, { until: 'reset' }, 5.1],
    [4, { until: 'below:30', limit: '7d' }, null],
    [4, { until: 'below:32', limit: '7d' }, 4],
    [6, { until: 'reset' }, null],
  ];

  it.each(CASES)('asked at %d h for %j it ends at %s', async (asked, values, ends) => {
    const day = await simulatedDay();
    const { io, said } = fakeIo(day.clock);
    let ended: Promise<number> | null = null;
    let code: number | null = null;
    let endedAt: number | null = null;
    for (const [at, used] of HOURS) {
      day.clock.now = MORNING + at * HOUR;
      await day.post(used, at > 5.1 ? RESETS + 6 * HOUR : RESETS);
      if (at === asked) {
        ended = wait.run(io, day.settings, { limit: '5h', ...values });
        void ended.then((one) => {
          code = one;
        });
        await expect.poll(() => code !== null || said.err.includes('waiting.')).toBe(true);
      }
      if (at === ends) await expect.poll(() => code).not.toBeNull();
      // What is not to end has the time to do so.
      else if (ended !== null) await new Promise((resolve) => setTimeout(resolve, 30));
      if (code !== null) endedAt ??= at;
    }
    expect([endedAt, code]).toEqual([ends, ends === null ? null : 0]);
  });
});
