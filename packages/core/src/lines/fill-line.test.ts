import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyReadings, limit, NOW, reading } from '../../test/tray-readings.ts';
import type { Reading } from '../reading.ts';
import { DEFAULT_TEMPLATE, STATUS_LINE_TEMPLATE } from './default-template.ts';
import { fillLine } from './fill-line.ts';
import { checkLineField, LINE_FIELDS, type LineFacts, type LineSession } from './line-fields.ts';
import { type LinePiece, pieceText } from './line-piece.ts';
import { parseLineTemplate } from './line-template.ts';

const SESSION: LineSession = {
  model: 'Opus 5',
  contextPercent: 38.4,
  costUsd: 0.4249,
  branch: 'main',
  folder: 'meter',
  effort: 'high',
  agent: null,
  linesAdded: 156,
  linesRemoved: 0,
};

function facts(one: Reading | null, given: Partial<LineFacts> = {}): LineFacts {
  const readings = one === null ? [] : [one];
  return { reading: one, readings, now: NOW, timeZone: 'UTC', forecast: () => null, session: null, ...given };
}

function fill(template: string, given: LineFacts): LinePiece[] {
  const parsed = parseLineTemplate(template, checkLineField);
  if (!parsed.ok) throw new Error(parsed.error);
  return fillLine(parsed.template, given);
}

const BUSY = reading({
  fiveHour: 91.6,
  sevenDay: 40,
  plan: 'Max 20x',
  org_name: 'Acme',
  extra: {
    enabled: true,
    used: { minor: 7300, currency: 'USD', exponent: 2 },
    limit: { minor: 20000, currency: 'USD', exponent: 2 },
    percent: 36.5,
    blocked: true,
    blocked_until: null,
    reason: null,
  },
});

describe('fillLine', () => {
  it.each<[string, string]>([
    ['{5h} {7d}', '92% 40%'],
    ['{5h:left} {5h:number} {5h:exact} {5h:bar}', '8% 92 91.6% ███████▎'],
    ['{5h:reset} {5h:at} {7d:at} {5h:label}', '2h 16:23 Thu 18:23 5-hour'],
    ['{5h:pace} {7d:pace}', '+32 0'],
    ['{binding} {binding:label} {reset} {pace}', '92% 5-hour 2h +32'],
    ['{extra} {blocked}', '$73.00 / $200.00 (37%)  BLOCKED BLOCKED'],
    ['{plan} {account} {org} {browser} {source}', 'Max 20x matt@example.com Acme Chrome extension'],
    ['{age}', '5s ago'],
    ['{opus}{sonnet}{scoped.fable}{pool.x}', ''],
    ['{opus?opus {opus}|no opus}', 'no opus'],
    ['{5h>=90?hot|ok} {7d>=90?hot|ok} {5h<91.7?under} {5h:left<10?low} {opus<100?no}', 'hot ok under low '],
    ['{stale}{failing}{error}{forecast}', ''],
    ['{model}{context}{cost}{branch}', ''],
    ['{accounts>1?several|one}', 'one'],
  ])('%s says %j', (template, text) => {
    expect(pieceText(fill(template, facts(BUSY)))).toBe(text);
  });

  it('says what Claude Code tells of a session', () => {
    const template =
      '{model} {context} {cost} {branch} {folder} {effort} {agent?as {agent}}+{added}{removed}';
    expect(pieceText(fill(template, facts(BUSY, { session: SESSION })))).toBe(
      'Opus 5 38% $0.42 main meter high +156',
    );
  });

  it.each<[string, LineFacts, string]>([
    ['two windows', facts(BUSY), '5h 92% · 7d 40% BLOCKED'],
    ['one window', facts(reading({ sevenDay: 3 })), '7d 3%'],
    ['nothing known', facts(null), ''],
    ['stale', facts(reading({ fiveHour: 4, sevenDay: 5, stale: true })), '5h 4% · 7d 5% (stale, last 14:23)'],
    [
      'failing',
      facts(
        reading({
          fiveHour: 4,
          stale: true,
          problem: { kind: 'network', status: null, retry_at: null },
        }),
      ),
      '5h 4% ! (stale, last 14:23)',
    ],
    ['a number that is not known', facts(reading({ fiveHour: null, sevenDay: 5 })), '7d 5%'],
  ])('by default, with %s', (_name, given, text) => {
    expect(pieceText(fill(DEFAULT_TEMPLATE, given))).toBe(text);
  });

  it.each<[string, string]>([
    ['{sep}{5h}{sep}{sep}{plan}{sep}', '92% · Max 20x'],
    ['{5h}{sep}{opus}{sep}{7d}', '92% · 40%'],
    ['{opus}{sep}{sonnet}', ''],
    ['{opus?a}{sep}{5h?b}{sep}{7d?c}', 'b · c'],
  ])('separates only what is there: %s', (template, text) => {
    expect(pieceText(fill(template, facts(BUSY)))).toBe(text);
  });

  it('names the limits beside the two windows', () => {
    const given = reading({ limits: [limit('five_hour', 1), limit('Opus', 12), limit('Fable', null)] });
    expect(pieceText(fill('{others}', facts(given)))).toBe('Opus 12% · Fable —');
  });

  it('says under Claude Code what it can', () => {
    const line = (given: LineFacts) => pieceText(fill(STATUS_LINE_TEMPLATE, given));
    expect(line(facts(BUSY, { session: SESSION }))).toBe(
      'Opus 5 · meter (main) · ctx 38% · $0.42 · 5h 92% 2h · 7d 40% · pace +32 · $73.00 / $200.00 (37%)  BLOCKED',
    );
    expect(line(facts(null, { session: SESSION }))).toBe('Opus 5 · meter (main) · ctx 38% · $0.42');
    expect(line(facts(null))).toBe('');
  });

  it('never shows an unknown number as 0, and tests take it for unknown', () => {
    const given = facts(reading({ fiveHour: null }));
    expect(pieceText(fill('{5h} {5h:left} {5h<50?low|?} {5h?known|?}', given))).toBe('— — ? ?');
  });

  it.each<[string, Reading, LinePiece[]]>([
    ['calm', reading({ fiveHour: 89.99 }), [{ text: '5h 90% x', tone: 'plain' }]],
    [
      'a warning, on the unrounded number',
      reading({ fiveHour: 99.9 }),
      [
        { text: '5h ', tone: 'plain' },
        { text: '100%', tone: 'warning' },
        { text: ' x', tone: 'plain' },
      ],
    ],
    [
      'full',
      reading({ fiveHour: 100 }),
      [
        { text: '5h ', tone: 'plain' },
        { text: '100%', tone: 'full' },
        { text: ' x', tone: 'plain' },
      ],
    ],
    [
      'old',
      reading({ fiveHour: 100, stale: true }),
      [
        { text: '5h ', tone: 'plain' },
        { text: '100%', tone: 'stale' },
        { text: ' x', tone: 'plain' },
      ],
    ],
  ])('colours by band: %s', (_name, given, pieces) => {
    expect(fill('5h {5h} x', facts(given))).toEqual(pieces);
  });

  it('paints a part in the colour of a limit, what has its own keeps it', () => {
    expect(fill('{5h!at {7d} x}·', facts(reading({ fiveHour: 100, sevenDay: 95 })))).toEqual([
      { text: 'at ', tone: 'full' },
      { text: '95%', tone: 'warning' },
      { text: ' x', tone: 'full' },
      { text: '·', tone: 'plain' },
    ]);
  });

  it('finds a limit of one model under either name that the server gives it', () => {
    const flat = reading({ limits: [limit('seven_day_opus', 12)] });
    const listed = reading({ limits: [limit('weekly_scoped:opus', 13)] });
    expect(pieceText(fill('{opus}', facts(flat)))).toBe('12%');
    expect(pieceText(fill('{opus} {scoped.opus}', facts(listed)))).toBe('13% 13%');
  });

  it('has one line of no control character, whatever the facts', () => {
    const all = LINE_FIELDS.map(([name]) => `{${name.replace('NAME', 'x')}}`).join('\n');
    fc.assert(
      fc.property(anyReadings, fc.string({ unit: 'binary' }), (readings, branch) => {
        const given = { session: { ...SESSION, branch }, readings, forecast: () => branch };
        const text = pieceText(fill(all, facts(readings[0] ?? null, given)));
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  it('cuts what is too long', () => {
    const text = pieceText(
      fill('{branch}', facts(null, { session: { ...SESSION, branch: 'x'.repeat(500) } })),
    );
    expect(text).toBe(`${'x'.repeat(80)}…`);
  });
});
