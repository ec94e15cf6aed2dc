import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ForecastEntry,
  HistoriesAnswer,
  HistoryAnswer,
  ImportAnswer,
  SeriesInfo,
  SettingsAnswer,
  SpendSeries,
  WindowInfo,
} from '@claude-meter/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeMadeHistory } from './made-history.ts';
import { ORG, OTHER_ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** The end of the year's last summer-time day in Europe lies within. */
const TO = Date.parse('2026-11-01T12:00:00Z');
const MADE = { orgs: [ORG, OTHER_ORG], from: TO - 21 * DAY, to: TO, stepMs: 10 * MINUTE };

function seededHome(): string {
  const home = join(temporaryFolder(), 'home');
  writeMadeHistory(home, MADE);
  return home;
}

type Meter = Awaited<ReturnType<typeof startMeter>>;
const asked = async <T>(meter: Meter, path: string) => (await (await meter.get(path)).json()) as T;
const ask = (org: string, over = '') => `/api/history?org=${org}&limit=five_hour${over}`;

describe('the history over HTTP', () => {
  it('lists what there is, and gives each limit as columns', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const series = await asked<SeriesInfo[]>(meter, '/api/series');
    expect(series.map((one) => `${one.org_uuid === ORG ? 'a' : 'b'} ${one.limit_id}`)).toEqual([
      'a five_hour',
      'a seven_day',
      'a seven_day_opus',
      'a extra',
      'b five_hour',
      'b seven_day',
      'b seven_day_opus',
      'b extra',
    ]);
    const history = await asked<HistoryAnswer>(meter, ask(ORG, `&from=${TO - 7 * DAY}&to=${TO}&points=4000`));
    expect(history).toMatchObject({ org_uuid: ORG, limit_id: 'five_hour', span: 0, from: TO - 7 * DAY });
    const lengths = [history.at, history.percent, history.low, history.high, history.amount].map(
      (one) => one.length,
    );
    expect(new Set(lengths).size).toBe(1);
    expect(lengths[0]).toBeGreaterThan(100);
    expect(history.gaps.length).toBeGreaterThanOrEqual(7);
  });

  it('never answers with more points than were asked for', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const history = await asked<HistoryAnswer>(meter, ask(ORG, `&from=0&to=${TO}&points=50`));
    expect(history.at.length).toBeLessThanOrEqual(51);
    expect(history.span).toBeGreaterThan(0);
  });

  it('gives some limits of one range in one answer, with what is to be marked', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const range = `org=${ORG}&from=${TO - 14 * DAY}&to=${TO}`;
    const both = await asked<HistoriesAnswer>(
      meter,
      `/api/histories?${range}&limits=five_hour,seven_day&points=4000`,
    );
    expect(both.limits.map(({ limit_id }) => limit_id)).toEqual(['five_hour', 'seven_day']);
    for (const { limit_id, at, percent, high, low, span, resets, walls, walls_hit } of both.limits) {
      const alone = await asked<HistoryAnswer>(meter, `/api/history?${range}&limit=${limit_id}&points=2000`);
      expect({ at, percent, high, low, span }).toEqual({
        at: alone.at,
        percent: alone.percent,
        high: alone.high,
        low: alone.low,
        span: alone.span,
      });
      const windows = await asked<WindowInfo[]>(meter, `/api/windows?${range}&limit=${limit_id}`);
      const within = (moment: number | null) => moment !== null && moment >= both.from && moment < both.to;
      const full = windows.map(({ full_at }) => full_at).filter(within);
      expect([walls, walls_hit]).toEqual([full, full.length]);
      expect(resets).toEqual(
        windows
          .filter(({ ended }) => ended === 'reset' || ended === 'moved')
          .map(({ ended, resets_at, closed_at }) => (ended === 'reset' ? resets_at : closed_at))
          .filter(within),
      );
      expect(resets.length).toBeGreaterThan(0);
    }
    expect(both.gaps.length).toBeGreaterThan(7);
    expect(both.limits.reduce((sum, { at }) => sum + at.length, 0)).toBeLessThanOrEqual(4002);
  });

  it('tells windows, with their peaks and how they ended', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const windows = await asked<WindowInfo[]>(meter, `/api/windows?org=${ORG}&limit=five_hour`);
    expect(windows.length).toBeGreaterThan(15);
    expect(windows.filter(({ full_at }) => full_at !== null).length).toBeGreaterThan(0);
    for (const { opened_at, resets_at, peak, ended } of windows.slice(0, -1)) {
      expect(resets_at - opened_at).toBeLessThanOrEqual(5 * HOUR + MINUTE);
      expect(peak).toBeGreaterThan(0);
      expect(['reset', 'gone']).toContain(ended);
    }
  });

  it('tells what was spent, in its own currency', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const [spent, ...rest] = await asked<SpendSeries[]>(meter, `/api/spend?org=${ORG}`);
    expect(rest).toEqual([]);
    expect(spent).toMatchObject({ limit_id: 'extra', currency: 'USD', exponent: 2 });
    expect(Math.max(...(spent?.amount ?? []).map(Number))).toBeGreaterThan(0);
  });

  it.each([
    ['/api/history', 400, 'org "" is no organization uuid'],
    [`/api/history?org=${ORG}`, 400, 'limit "" names no limit'],
    [ask(ORG, '&from=yesterday'), 400, 'from "yesterday" is neither'],
    [ask(ORG, '&points=5000'), 400, 'points "5000" is no whole number from 10 to 4000'],
    [`/api/history?org=${ORG}&limit=nothing`, 404, 'There is no history of the limit "nothing"'],
    [`/api/histories?org=${ORG}`, 400, 'limits "" does not name 1 to 24 limits'],
    [
      `/api/histories?org=${ORG}&limits=${'a,'.repeat(3)}${'bcdefghijklmnopqrstuvwxyz'.split('').join(',')}`,
      400,
      'does not name',
    ],
    [`/api/histories?org=${ORG}&limits=five_hour,nothing`, 404, 'There is no history of the limit "nothing"'],
    ['/api/histories?org=x&limits=five_hour', 400, 'org "x" is no organization uuid'],
    [`/api/histories?org=${ORG}&limits=five_hour&points=x`, 400, 'points "x"'],
    [`/api/windows?org=${ORG}&limit=nothing`, 404, '/api/series lists what there is'],
    [`/api/windows?org=${ORG}&limit=five_hour&to=x`, 400, 'to "x" is neither'],
    ['/api/spend?org=x', 400, 'org "x" is no organization uuid'],
    [`/api/spend?org=${ORG}&points=x`, 400, 'points "x"'],
    ['/api/export?format=xlsx', 400, 'format "xlsx" is none of jsonl, json, csv'],
    ['/api/nothing', 404, 'There is no GET /api/nothing here'],
  ])('%s is answered with %i and words', async (path, status, words) => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const answer = await meter.get(path);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { error: string }).error).toContain(words);
  });

  it('lets no other page read or write any of it', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    for (const origin of ['https://claude.ai', 'https://evil.example', 'null', 'chrome-extension://abc']) {
      for (const path of ['/', '/api/series', ask(ORG), '/api/export', '/api/settings']) {
        expect((await meter.get(path, { origin })).status).toBe(403);
      }
      const headers = { origin, 'content-type': 'application/json' };
      for (const path of ['/api/import', '/api/settings']) {
        expect((await fetch(meter.base + path, { method: 'POST', headers, body: '{}' })).status).toBe(403);
      }
    }
    const form = await fetch(`${meter.base}/api/import`, { method: 'POST', body: 'x' });
    expect(form.status).toBe(415);
  });
});

describe('export and import', () => {
  const QUERIES = fc.record({
    org: fc.constantFrom(ORG, OTHER_ORG),
    limit: fc.constantFrom('five_hour', 'seven_day', 'seven_day_opus', 'extra'),
    from: fc.integer({ min: MADE.from - DAY, max: TO - 1 }),
    width: fc.integer({ min: MINUTE, max: 30 * DAY }),
    points: fc.integer({ min: 10, max: 4000 }),
  });

  it.each(['jsonl', 'json'])('brings back, as %s, a history that gives the same answers', async (format) => {
    const before = await startMeter({ home: seededHome() }, { now: TO });
    const after = await startMeter({}, { now: TO });
    const file = await (await before.get(`/api/export?format=${format}`)).text();
    const answer = await importInto(after, file);
    expect(answer.refused).toEqual([]);
    expect(answer.added).toBeGreaterThan(5_000);
    for (const path of ['/api/series', '/api/timeline', `/api/spend?org=${ORG}`]) {
      expect(await asked(after, path)).toEqual(await asked(before, path));
    }
    await fc.assert(
      fc.asyncProperty(QUERIES, async ({ org, limit, from, width, points }) => {
        const range = `org=${org}&limit=${limit}&from=${from}&to=${from + width}`;
        for (const path of [`/api/history?${range}&points=${points}`, `/api/windows?${range}`]) {
          expect(await asked(after, path)).toEqual(await asked(before, path));
        }
      }),
      { numRuns: 60 },
    );
    // What is foretold hangs on all of it: changes, windows and gaps.
    const reset = new Date(TO + 2 * HOUR).toISOString();
    const usage = { five_hour: { utilization: 41, resets_at: reset } };
    const reading = originalPost({ fetched_at: new Date(TO).toISOString(), usage });
    for (const meter of [before, after]) await meter.post([reading]);
    const foretold = await asked<ForecastEntry[]>(after, '/api/forecast?tz=Europe/Berlin');
    expect(foretold).toEqual(await asked(before, '/api/forecast?tz=Europe/Berlin'));
    expect(foretold).toMatchObject([{ limit_id: 'five_hour', forecast: { kind: 'forecast' } }]);
  });

  it('brings a history back into the folder that it was wiped from', async () => {
    const home = seededHome();
    const first = await startMeter({ home }, { now: TO });
    const file = await (await first.get('/api/export')).text();
    const path = ask(ORG, `&from=0&to=${TO}&points=4000`);
    const history = await asked<HistoryAnswer>(first, path);
    await first.stop();
    rmSync(home, { recursive: true });
    const second = await startMeter({ home }, { now: TO });
    expect((await second.get(path)).status).toBe(404);
    await importInto(second, file);
    expect(await asked(second, path)).toEqual(history);
    expect(await (await second.get('/api/export')).text()).toBe(file);
  });

  it('changes nothing when it is done twice, and leaves alone what was read here', async () => {
    const meter = await startMeter({ home: seededHome() }, { now: TO });
    const lines = (await (await meter.get('/api/export')).text()).trimEnd().split('\n');
    const file = lines.map((line) => line.replace(/"percent":[\d.]+/, '"percent":1')).join('\n');
    const path = ask(ORG, `&from=0&to=${TO}&points=4000`);
    const history = await asked<HistoryAnswer>(meter, path);
    expect((await importInto(meter, file)).added).toBe(0);
    expect(await asked(meter, path)).toEqual(history);
  });

  it('takes a piece that comes without the line that describes its series', async () => {
    const meter = await startMeter({}, { now: TO });
    const sample = {
      record: 'sample',
      org_uuid: ORG,
      limit_id: 'five_hour',
      at: TO,
      percent: 5,
      resets_at: null,
    };
    const rest = { amount: null, source: 'import', browser: 'elsewhere', sha256: null };
    expect(await importInto(meter, JSON.stringify({ ...sample, ...rest }))).toMatchObject({ added: 1 });
    expect(await asked<SeriesInfo[]>(meter, '/api/series')).toMatchObject([
      { limit_id: 'five_hour', since: TO },
    ]);
  });

  it('keeps the good lines and names the bad ones', async () => {
    const meter = await startMeter({}, { now: TO });
    const watch = JSON.stringify({ record: 'watch', org_uuid: ORG, since: 1, until: 2 });
    const answer = await importInto(meter, `${watch}\n{"record":"watch"}\nnot json\n{"record":"virus"}\n`);
    expect(answer).toMatchObject({ added: 1, refused: [{ line: 2 }, { line: 3 }, { line: 4 }] });
    expect(answer.refused.map(({ error }) => error).join(' ')).toContain('"not json" is no JSON');
  });

  it.each([
    ['', 200],
    ['[]', 200],
    ['hello', 400],
    ['{"record":"history","version":2,"exported_at":0}', 400],
    ['[{"org_uuid":1}]', 400],
    ['[', 400],
  ])('answers a body of %j with %i', async (body, status) => {
    const meter = await startMeter({}, { now: TO });
    expect((await postImport(meter, body)).status).toBe(status);
  });

  it('takes at most 16 MiB at once', async () => {
    const meter = await startMeter({}, { now: TO });
    expect((await postImport(meter, ' '.repeat(16 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('exports changes for spreadsheets, and nothing that they would run', async () => {
    const meter = await startMeter({}, { now: TO });
    const usage = { five_hour: { utilization: 42.5, resets_at: null } };
    await meter.post([originalPost({ fetched_at: new Date(TO).toISOString(), browser: '=cmd|"x"', usage })]);
    const answer = await meter.get('/api/export?format=csv');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="claude-meter-history-2026-11-01.csv"',
    );
    const [head, row] = (await answer.text()).split('\r\n');
    expect(head).toBe('org_uuid,limit_id,label,at,percent,resets_at,amount,currency,source,browser,sha256');
    expect(row).toContain(`${ORG},five_hour,5-hour,2026-11-01T12:00:00.000Z,42.5,,,,extension,"'=cmd|""x"""`);
  });
});

describe('the settings', () => {
  const change = (meter: Meter, body: string) =>
    fetch(`${meter.base}/api/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });

  it('say how the meter runs, and can be switched', async () => {
    const meter = await startMeter();
    const before = await asked<SettingsAnswer>(meter, '/api/settings');
    expect(before).toMatchObject({ own_fetch: false, home: meter.home, history: { trouble: null } });
    expect(before.switches.find(({ key }) => key === 'sources.cookies')?.on).toBe(true);
    const changed = await change(meter, '{"key":"sources.cookies","on":false}');
    expect(changed.status).toBe(200);
    const after = (await changed.json()) as SettingsAnswer;
    expect(after.switches.find(({ key }) => key === 'sources.cookies')?.on).toBe(false);
  });

  it.each([
    ['{"key":"sources.nothing","on":true}', 400, 'There is no setting "sources.nothing"'],
    ['{"key":"sources.cookies"}', 400, 'Post {"key"'],
    ['', 400, 'Post {"key"'],
  ])('answer %j with %i', async (body, status, words) => {
    const meter = await startMeter();
    const answer = await change(meter, body);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      status,
      expect.stringContaining(words),
    ]);
  });

  it('leave a settings file alone that cannot be understood, and say so', async () => {
    const meter = await startMeter();
    writeFileSync(join(meter.home, 'config.json'), '{"sources": 5}');
    const answer = await asked<SettingsAnswer>(meter, '/api/settings');
    expect(answer.switches_error).toContain('config.json');
    expect((await change(meter, '{"key":"sources.cookies","on":false}')).status).toBe(409);
  });

  it('show the newest check against claude.ai, and none where there is none to be read', async () => {
    const meter = await startMeter();
    expect(await asked(meter, '/api/verify-result')).toBeNull();
    const kept = { at: '2026-11-22T11:57:00Z', org: ORG, verdict: 'exact', sha256: 'ff' };
    writeFileSync(join(meter.home, 'last-verify.json'), JSON.stringify(kept));
    expect(await asked(meter, '/api/verify-result')).toEqual(kept);
    writeFileSync(join(meter.home, 'last-verify.json'), '{');
    expect(await asked(meter, '/api/verify-result')).toBeNull();
  });
});

describe('a first history', () => {
  it('is not made where there is one already', async () => {
    const home = seededHome();
    const meter = await startMeter({ home }, { now: TO });
    const sources = (await asked<{ source: string }[]>(meter, '/api/timeline')).map(({ source }) => source);
    expect(sources).not.toContain('import');
  });
});

async function postImport(meter: Meter, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${meter.base}/api/import`, { method: 'POST', headers, body });
}

async function importInto(meter: Meter, body: string): Promise<ImportAnswer> {
  const answer = await postImport(meter, body);
  expect(answer.status).toBe(200);
  return (await answer.json()) as ImportAnswer;
}
