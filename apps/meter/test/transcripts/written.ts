import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRequests, type Requests } from '../../src/transcripts/load-requests.ts';
import { openIndex } from '../../src/transcripts/open-index.ts';
import { type UpdateResult, updateIndex } from '../../src/transcripts/update-index.ts';

/** What a written row says; everything may be left out. */
export interface Row {
  id?: string | null;
  requestId?: string | null;
  session?: string;
  model?: string;
  at?: string;
  input?: number;
  output?: number;
  cwd?: string;
  branch?: string;
  isSidechain?: boolean;
  text?: string;
}

/** One row of an answer as Claude Code writes it, with its line feed. */
export function written(row: Row): string {
  const record = {
    parentUuid: null,
    isSidechain: row.isSidechain ?? false,
    message: {
      model: row.model ?? 'claude-opus-5',
      id: row.id === null ? undefined : (row.id ?? 'msg_01'),
      role: 'assistant',
      content: [{ type: 'text', text: row.text ?? 'done' }],
      usage: {
        input_tokens: row.input ?? 1,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: row.output ?? 2,
      },
    },
    requestId: row.requestId === null ? undefined : (row.requestId ?? `req_${row.id ?? '01'}`),
    type: 'assistant',
    timestamp: row.at ?? '2026-11-20T10:00:00.000Z',
    cwd: row.cwd ?? '/home/me/app',
    sessionId: row.session ?? 'session-1',
    gitBranch: row.branch ?? 'main',
  };
  return `${JSON.stringify(record)}\n`;
}

/** A folder of transcripts and a state folder, both removed at the end. */
export interface Place extends Disposable {
  folder: string;
  root: string;
  home: string;
}

export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'transcripts-'));
  const root = join(folder, 'projects');
  const home = join(folder, 'home');
  mkdirSync(root);
  mkdirSync(home);
  return { folder, root, home, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Brings the index in `home` up to date and reads it. */
export async function indexed(
  place: { root: string; home: string },
  only?: string[],
): Promise<UpdateResult & { requests: Requests }> {
  const opened = openIndex(place.home);
  if (!opened.ok) throw new Error(opened.error);
  try {
    const signal = new AbortController().signal;
    const result = await updateIndex(opened.database, {
      roots: [place.root],
      signal,
      now: Date.now,
      ...(only === undefined ? {} : { only }),
    });
    return { ...result, requests: loadRequests(opened.database) };
  } finally {
    opened.database.close();
  }
}

/** What the index in `home` holds. */
export function requestsIn(home: string): Requests {
  const opened = openIndex(home);
  if (!opened.ok) throw new Error(opened.error);
  try {
    return loadRequests(opened.database);
  } finally {
    opened.database.close();
  }
}

/** The requests that count, as sorted texts: two indexes say the same when these are equal. */
export function requestList({ rows, counts, contexts, nameOf }: Requests): string[] {
  const list: string[] = [];
  for (let index = 0; index < rows.length; index++) {
    if (counts[index] !== 1) continue;
    const { model, context, rank: _, ...row } = rows.row(index);
    const { session, cwd, branch } = contexts[context] ?? { session: 0, cwd: 0, branch: 0 };
    list.push(JSON.stringify({ ...row, model: nameOf(model), where: [session, cwd, branch].map(nameOf) }));
  }
  return list.sort();
}

/** Sum of all output tokens that count. */
export function outputOf(requests: Requests): number {
  return requests.counts.reduce((sum, counts, row) => sum + counts * (requests.rows.output[row] ?? 0), 0);
}
