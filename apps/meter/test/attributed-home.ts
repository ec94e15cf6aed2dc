import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestRows } from '@claude-meter/sources';
import { createHistoryWriter } from '../src/store/history-writer.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { Sample } from '../src/store/sample.ts';
import type { Requests } from '../src/transcripts/load-requests.ts';
import { plainUnique } from '../src/transcripts/unpack-chunks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const END: number = Date.UTC(2026, 10, 22, 12);
const START = END - 28 * DAY;
const WINDOW = 5 * HOUR;

export const ORG = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';

/** What a million tokens of output take of the 5-hour limit, points; a dollar of Opus 8, of Sonnet 10. */
const PER_MILLION: Readonly<Record<string, number>> = { 'claude-opus-5': 25 * 8, 'claude-sonnet-5': 10 * 10 };
/** Points of the 5-hour limit in one of the week. */
const WEEK_RATIO = 8;

interface Work {
  at: number;
  model: string;
  session: string;
  folder: string;
  output: number;
}

/** Two sessions of an hour a day: Opus in one folder, Sonnet in another. */
function fourWeeks(): Work[] {
  const work: Work[] = [];
  for (let day = 0; day < 28; day += 1) {
    for (const [hour, model, folder] of [
      [9, 'claude-opus-5', '/home/ada/lighthouse'],
      [15, 'claude-sonnet-5', '/home/ada/tide\u202etables\x1b[31m'],
    ] as const) {
      for (let minute = 0; minute < 60; minute += 1) {
        // Not a straight line, and the same in every run.
        const output = 1000 + ((minute * 7919 + day * 104_729) % 900);
        const at = START + day * DAY + hour * HOUR + minute * MINUTE + 10_000;
        work.push({ at, model, folder, output, session: `${folder.length}-${day}` });
      }
    }
  }
  return work;
}

/** Somebody chats in a browser every third day in the evening: 12 points each. */
function chatOf(day: number): { from: number; to: number; points: number } | null {
  const from = START + day * DAY + 20 * HOUR;
  return day % 3 === 0 ? { from, to: from + 30 * MINUTE, points: 12 } : null;
}

/** Writes the history of an account into a state folder, as a meter that looked every minute would have. */
export function writeHistory(home: string, org: string = ORG): void {
  const opened = openDatabase(join(home, 'history.db'), END);
  if (!opened.ok) throw new Error(opened.error);
  const { database } = opened;
  const writer = createHistoryWriter(database);
  const work = fourWeeks();
  const levels = { five: 0, week: 0, fiveEnds: START, weekEnds: START + 7 * DAY, next: 0 };
  database.exec('BEGIN');
  for (let at = START; at <= END; at += MINUTE) {
    const chat = chatOf(Math.floor((at - START) / DAY));
    let points =
      chat !== null && at > chat.from && at <= chat.to ? (chat.points * MINUTE) / (chat.to - chat.from) : 0;
    for (let one = work[levels.next]; one !== undefined && one.at <= at; one = work[++levels.next]) {
      points += (one.output * (PER_MILLION[one.model] ?? 0)) / 1e6;
    }
    if (at >= levels.fiveEnds) [levels.five, levels.fiveEnds] = [0, at + WINDOW];
    if (at >= levels.weekEnds) [levels.week, levels.weekEnds] = [0, levels.weekEnds + 7 * DAY];
    levels.five += points;
    levels.week += points / WEEK_RATIO;
    writer.watched(org, at);
    writer.add([
      sample({ org, at, id: 'five_hour', percent: levels.five, resetsAt: levels.fiveEnds }),
      sample({ org, at, id: 'seven_day', percent: levels.week, resetsAt: levels.weekEnds }),
    ]);
  }
  database.exec('COMMIT');
  database.close();
}

function sample(given: { org: string; at: number; id: string; percent: number; resetsAt: number }): Sample {
  return {
    orgUuid: given.org,
    limitId: given.id,
    kind: given.id === 'five_hour' ? 'session' : 'weekly',
    label: given.id === 'five_hour' ? '5-hour' : '7-day all',
    at: given.at,
    percent: Math.round(given.percent * 10) / 10,
    resetsAt: given.resetsAt,
    amount: null,
    currency: null,
    exponent: null,
    source: 'extension',
    browser: 'Chrome',
    sha256: null,
  };
}

/** The same account's requests, as the index gives them. */
export function indexedRequests(): Requests {
  const names: string[] = [''];
  const idOf = (text: string): number => {
    if (!names.includes(text)) names.push(text);
    return names.indexOf(text);
  };
  const rows = new RequestRows();
  const contexts: Requests['contexts'] = [];
  for (const { at, model, session, folder, output } of fourWeeks()) {
    const context = { session: idOf(session), cwd: idOf(folder), branch: idOf('main') };
    const known = contexts.findIndex((one) => one.session === context.session);
    const place = known === -1 ? contexts.push(context) - 1 : known;
    const counts = { input: 0, output, cache5m: 0, cache1h: 0, cacheRead: 0, webSearches: 0 };
    const ids = { idHigh: at % 1e9, idLow: output, requestId: 0, chain: 0, rank: 0 };
    rows.add({ ...ids, ...counts, at, fast: false, model: idOf(model), context: place });
  }
  const counts = new Uint8Array(rows.length).fill(1);
  return { ...plainUnique(rows, counts), contexts, nameOf: (id) => names[id] || null };
}

/** The same account's transcripts, below a folder as Claude Code keeps them. */
export function writeTranscripts(projects: string): void {
  const bySession = new Map<string, string[]>();
  for (const [place, { at, model, session, folder, output }] of fourWeeks().entries()) {
    const record = {
      type: 'assistant',
      timestamp: new Date(at).toISOString(),
      sessionId: session,
      requestId: `req_${place}`,
      cwd: folder,
      gitBranch: 'main',
      message: {
        id: `msg_${place}`,
        model,
        role: 'assistant',
        usage: { input_tokens: 0, output_tokens: output },
      },
    };
    bySession.set(session, [...(bySession.get(session) ?? []), JSON.stringify(record)]);
  }
  mkdirSync(join(projects, 'work'), { recursive: true });
  for (const [session, lines] of bySession)
    writeFileSync(join(projects, 'work', `${session}.jsonl`), `${lines.join('\n')}\n`);
}
