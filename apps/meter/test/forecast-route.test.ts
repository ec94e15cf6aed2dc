import { join } from 'node:path';
import type { ForecastEntry } from '@claude-meter/wire';
import { expect, it } from 'vitest';
import { writeMadeHistory } from './made-history.ts';
import { ORG, OTHER_ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const NOW = Date.parse('2026-11-20T12:00:00Z');

async function meterWith(percent: number, clock: { now: number }) {
  const home = join(temporaryFolder(), 'home');
  writeMadeHistory(home, { orgs: [ORG], from: NOW - 20 * DAY, to: NOW, stepMs: 600_000 });
  const meter = await startMeter({ home }, clock);
  const resets_at = new Date(NOW + 3 * HOUR).toISOString();
  const usage = {
    five_hour: { utilization: percent, resets_at },
    seven_day: { utilization: 5, resets_at: null },
  };
  await meter.post([originalPost({ fetched_at: new Date(NOW).toISOString(), usage })]);
  const ask = async (query = '') =>
    (await meter.get(`/api/forecast${query}`)).json() as Promise<ForecastEntry[]>;
  return { meter, ask };
}

it('foretells each limit that runs, and says why it does not foretell another', async () => {
  const { ask } = await meterWith(40, { now: NOW });
  const entries = await ask(`?org=${ORG}&tz=Europe/Berlin`);
  expect(entries.map(({ limit_id, forecast }) => [limit_id, forecast.kind])).toEqual([
    ['five_hour', 'forecast'],
    ['seven_day', 'declined'],
  ]);
  const [first] = entries;
  if (first?.forecast.kind !== 'forecast') throw new Error('no forecast');
  expect(first.forecast.fan.at(-1)?.at).toBe(NOW + 3 * HOUR);
  expect(first.forecast.fan.every(({ low, mid, high }) => low <= mid && mid <= high)).toBe(true);
});

it('foretells nothing from numbers that have grown stale', async () => {
  const clock = { now: NOW };
  const { meter, ask } = await meterWith(40, clock);
  clock.now += 130_000;
  // Another session's post makes the meter look at its clock.
  const fetched_at = new Date(clock.now).toISOString();
  await meter.post([
    originalPost({ fetched_at, org_uuid: OTHER_ORG, browser: 'other', usage: null, errors: ['x'] }),
  ]);
  expect((await ask()).map(({ forecast }) => forecast.kind)).toEqual(['declined', 'declined']);
});

it('says at 100 that the wall is reached', async () => {
  const { ask } = await meterWith(100, { now: NOW });
  expect((await ask())[0]?.forecast).toMatchObject({ kind: 'forecast', hitProbability: 1 });
});

it.each([
  ['?org=x', 'org "x" is no organization uuid'],
  ['?tz=Nowhere/City', 'tz "Nowhere/City" is no time zone'],
])('refuses %s in words', async (query, words) => {
  const { meter } = await meterWith(40, { now: NOW });
  const answer = await meter.get(`/api/forecast${query}`);
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
    400,
    expect.stringContaining(words),
  ]);
});
