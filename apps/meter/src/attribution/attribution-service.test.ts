import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributionAnswer, PointsRow } from '@claude-meter/wire';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { END, indexedRequests, ORG, writeHistory } from '../../test/attributed-home.ts';
import { serveAttribution } from '../bridge/api/attribution.ts';
import { weekCsv } from '../cli/view/week-csv.ts';
import { weekLines } from '../cli/view/week-lines.ts';
import { type AttributionService, createAttributionService } from './attribution-service.ts';
import { printAttribution } from './print-attribution.ts';

const DAY = 86_400_000;
const OTHER_ORG = '11111111-2222-4333-8444-555555555555';

/** A state folder with four weeks of history. */
let written: string;
beforeAll(() => {
  written = mkdtempSync(join(tmpdir(), 'attribution-'));
  writeHistory(written);
});
afterAll(() => rmSync(written, { recursive: true }));
const copyHistory = () => copyFileSync(join(written, 'history.db'), join(home, 'history.db'));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'attribution-'));
});
afterEach(() => rmSync(home, { recursive: true }));

interface Index {
  isReady: boolean;
  version: number;
  reads: number;
  now: number;
}

function service(): { attributions: AttributionService; index: Index } {
  const index: Index = { isReady: true, version: 1, reads: 0, now: END };
  const read = {
    requests: () => {
      index.reads += 1;
      return indexedRequests();
    },
  };
  const surroundings = { env: { CLAUDE_CONFIG_DIR: home }, platform: process.platform, home };
  const { signal } = new AbortController();
  const attributions = createAttributionService({
    now: () => index.now,
    print: (query, now) => printAttribution(query, { index: read, home, surroundings, now, signal }),
    transcripts: {
      status: () => ({
        version: index.version,
        state: index.isReady ? 'ready' : 'reading',
        updated_at: index.isReady ? new Date(END).toISOString() : null,
        progress: null,
        unreadable: [],
        trouble: null,
      }),
      index: () => ({ version: () => index.version }),
    },
  });
  return { attributions, index };
}

async function answerOf(attributions: AttributionService, words = {}): Promise<AttributionAnswer> {
  const reply = await attributions.answer(words);
  if (!reply.ok) throw new Error(reply.error);
  return JSON.parse(reply.body) as AttributionAnswer;
}

const millionths = (points: number) => Math.round(points * 1e6);
const sum = (rows: readonly PointsRow[]) => rows.reduce((total, { points }) => total + millionths(points), 0);

describe('an attribution', () => {
  beforeEach(copyHistory);

  it('adds up to what each limit rose by, however it is split', async () => {
    const { limits } = await answerOf(service().attributions);
    expect(limits.map(({ limit_id }) => limit_id)).toEqual(['five_hour', 'seven_day']);
    for (const limit of limits) {
      const rest = millionths(limit.elsewhere.points);
      for (const rows of [limit.models, limit.sessions, limit.projects, limit.branches]) {
        expect(sum(rows) + rest).toBe(millionths(limit.rise));
      }
      expect(millionths(limit.local.points) + rest).toBe(millionths(limit.rise));
      expect(limit.windows.reduce((total, { rise }) => total + millionths(rise), 0)).toBe(
        millionths(limit.rise),
      );
    }
  });

  it('finds the weights, and what came from a browser', async () => {
    const answer = await answerOf(service().attributions, { from: String(END - 7 * DAY) });
    const [five] = answer.limits;
    if (five?.weights.kind !== 'weights') throw new Error('no weights');
    const weights = Object.fromEntries(five.weights.families.map((one) => [one.family, one.points_per_usd]));
    expect(weights['opus']).toBeCloseTo(8, 0);
    expect(weights['sonnet']).toBeCloseTo(10, 0);
    // Three times in the seven days, 12 points each.
    expect(five.elsewhere.points).toBeGreaterThan(34);
    expect(five.elsewhere.points).toBeLessThan(38);
    expect(five.models.map(({ key }) => key)).toEqual(['claude-opus-5', 'claude-sonnet-5']);
    expect(five.models[0]?.usd).toBeGreaterThan(0);
    expect(five.sessions).toHaveLength(14);
    expect(five.sessions.every(({ projects }) => projects.length === 1)).toBe(true);
    expect(five.unmeasured.requests).toBe(0);
    expect(answer.local.requests).toBe(14 * 60);
  });

  it('tells of ordinary sessions, of a switch, and that nothing drifted', async () => {
    const { limits, words } = await answerOf(service().attributions);
    const [five] = limits;
    expect(five?.ordinary_session).toMatchObject({ kind: 'ordinary' });
    const sonnet = five?.what_if.find(({ family }) => family === 'sonnet')?.answer;
    if (sonnet?.kind !== 'what_if') throw new Error(sonnet?.reason);
    expect(sonnet.would_be.points).toBeLessThan(sonnet.points);
    expect(five?.what_if.find(({ family }) => family === 'haiku')?.answer).toMatchObject({
      why: 'unknown_weight',
    });
    expect(five?.drift).toMatchObject({ kind: 'drift', steps: [] });
    expect(words).toMatch(/^\$\d+\.\d\d of list price was spent on this machine, .* came from elsewhere/s);
  });

  it('means the server’s own week when no time is named', async () => {
    const { from, to } = await answerOf(service().attributions);
    expect([from, to]).toEqual([END - 7 * DAY, END]);
  });

  it('tells of one limit when one is named', async () => {
    const { limits } = await answerOf(service().attributions, { limit: 'seven_day' });
    expect(limits.map(({ limit_id }) => limit_id)).toEqual(['seven_day']);
  });

  it('is made once per change, question and minute, also for two who ask at once', async () => {
    const { attributions, index } = service();
    await Promise.all([attributions.answer({}), attributions.answer({})]);
    await attributions.answer({});
    expect(index.reads).toBe(1);
    index.version += 1;
    await attributions.answer({});
    expect(index.reads).toBe(2);
    index.now += 61_000;
    await attributions.answer({});
    expect(index.reads).toBe(3);
  });

  it('shows as lines that fit the terminal, with the names of folders spelt out', async () => {
    const answer = await answerOf(service().attributions);
    for (const columns of [30, 60, 80, 120]) {
      const lines = weekLines(answer, { columns, timeZone: 'UTC' }).map((line) =>
        line.map(({ text }) => text).join(''),
      );
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: -- these are what must not be printed
      expect(lines.filter((line) => /[\x00-\x1f\u202e]/.test(line))).toEqual([]);
    }
    const wide = weekLines(answer, { columns: 120, timeZone: 'UTC' }).flatMap((line) =>
      line.map(({ text }) => text),
    );
    expect(wide.join('\n')).toContain('tide\\u202etables\\x1b[31m');
    expect(wide.join('\n')).toContain('elsewhere');
  });

  it('is one line of CSV per limit and place, elsewhere included', async () => {
    const answer = await answerOf(service().attributions);
    const lines = weekCsv(answer).trimEnd().split('\r\n');
    const rows = answer.limits.flatMap((one) =>
      [one.models, one.sessions, one.projects, one.branches].flat(),
    );
    expect(lines).toHaveLength(1 + answer.limits.length + rows.length);
    expect(lines[1]).toMatch(/^five_hour,elsewhere,,\d/);
  });
});

describe('what cannot be answered', () => {
  const ask = async (words: Record<string, string>, prepare: (index: Index) => void = () => undefined) => {
    const { attributions, index } = service();
    prepare(index);
    const app = new Hono().get('/', (c) => serveAttribution(c, attributions));
    const response = await app.request(`/?${new URLSearchParams(words)}`);
    return { status: response.status, body: (await response.json()) as { error?: string } };
  };

  it.each([
    [{ from: 'yesterday' }, 400, /from "yesterday" is neither/],
    [{ from: String(END), to: String(END - DAY) }, 400, /does not lie before to/],
    [{ from: '0' }, 400, /more than a year/],
    [{ org: 'mine' }, 400, /no organization uuid/],
    [{ limit: 'x'.repeat(201) }, 400, /names no limit/],
    [{ org: OTHER_ORG }, 400, /has no history/],
  ])('%j is answered with %d', async (words, status, error) => {
    copyHistory();
    const answer = await ask(words);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatch(error);
  });

  it('says so while there is no history, or no index', async () => {
    expect(await ask({})).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('claude-meter run') },
    });
    const unready = await ask({}, (index) => {
      index.isReady = false;
    });
    expect(unready).toMatchObject({ status: 503, body: { error: expect.stringContaining('first time') } });
  });

  it('says so when the prices or the history cannot be read', async () => {
    writeFileSync(join(home, 'prices.json'), '[');
    expect((await ask({})).status).toBe(500);
    rmSync(join(home, 'prices.json'));
    writeFileSync(join(home, 'history.db'), 'no database at all, but long enough to be looked at'.repeat(50));
    expect(await ask({})).toMatchObject({
      status: 500,
      body: { error: expect.stringContaining('cannot be read') },
    });
  });

  it('does not guess between two accounts, unless Claude Code says which it uses', async () => {
    copyHistory();
    writeHistory(home, OTHER_ORG);
    const asked = await ask({});
    expect(asked.status).toBe(400);
    expect(asked.body.error).toContain(ORG);
    expect((await ask({ org: OTHER_ORG })).status).toBe(200);
    writeFileSync(join(home, '.claude.json'), JSON.stringify({ oauthAccount: { organizationUuid: ORG } }));
    expect((await ask({})).body).toMatchObject({ org_uuid: ORG });
  });
});
