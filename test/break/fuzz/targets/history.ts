import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterClockWentBack, emptyState, merge, type State, snapshotsOf } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import { parsePost, printSnapshots } from '@claude-meter/wire';
import { readImport } from '../../../../apps/meter/src/bridge/api/read-import.ts';
import { DATABASE_NAME } from '../../../../apps/meter/src/store/database-name.ts';
import { readDesktopHistory } from '../../../../apps/meter/src/store/desktop-history.ts';
import { readLatest } from '../../../../apps/meter/src/store/read-latest.ts';
import { openStore } from '../../../../apps/meter/src/store/sqlite-store.ts';
import type { Store } from '../../../../apps/meter/src/store/store.ts';
import type { Target } from '../fuzz.ts';
import { grownJson } from '../mutate.ts';
import { scratchFolder } from '../scratch.ts';
import { NOW, ORG } from './seeds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const USAGE =
  '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T14:00:00Z"},"seven_day":{"utilization":7.5,"resets_at":null}}';
const postOf = (fetchedAt: number) =>
  `[{"org_uuid":"${ORG}","browser":"Chrome","fetched_at":"${new Date(fetchedAt).toISOString()}","usage":${USAGE}}]`;
const POST = postOf(NOW - 1000);

const home = scratchFolder('history');

/** A history with nothing in it, made once: its tables would take longer than most cases. */
const EMPTY_HISTORY = join(scratchFolder('empty-history'), DATABASE_NAME);
{
  const opened = openStore(dirname(EMPTY_HISTORY), NOW);
  if (!opened.ok) throw new Error(opened.error);
  opened.store.close();
}

/** Puts a history with nothing in it into the folder. */
function emptyHistory(): void {
  for (const name of readdirSync(home)) rmSync(join(home, name));
  copyFileSync(EMPTY_HISTORY, join(home, DATABASE_NAME));
}

function withStore<T>(use: (store: Store) => T): T {
  emptyHistory();
  const opened = openStore(home, NOW);
  if (!opened.ok) throw new Error(opened.error);
  try {
    return use(opened.store);
  } finally {
    opened.store.close();
  }
}

function stateOf(): State {
  const post = parsePost(POST, NOW);
  if (!post.ok) throw new Error(post.error);
  const given = { receivedAt: NOW, sha256: 'c'.repeat(64), orgOnPercent: true };
  return merge(
    emptyState(),
    post.posted.map(({ report, session }) => observe(report, { ...given, session })),
  );
}

function exported(): Buffer {
  return withStore((store) => {
    const post = parsePost(POST, NOW);
    if (!post.ok) throw new Error(post.error);
    const given = { receivedAt: NOW, sha256: 'c'.repeat(64), orgOnPercent: true };
    const seen = post.posted.map(({ report, session }) => observe(report, { ...given, session }));
    store.record(merge(emptyState(), seen), seen, [
      { at: NOW, kind: 'delivering', org_uuid: ORG, source: 'extension', browser: 'Chrome', detail: 'x' },
    ]);
    const lines = [...store.export(NOW + HOUR_MS)].flat().map((record) => JSON.stringify(record));
    return Buffer.from(lines.join('\n'));
  });
}

/** An exported history that somebody has worked on: taken in, asked for, exported again. */
export const IMPORTS: Target = {
  name: 'imported history',
  seeds: [exported(), Buffer.from(`[${exported().toString().split('\n').join(',')}]`)],
  check(input) {
    const read = readImport(input.toString());
    if (!read.ok) return;
    withStore((store) => {
      store.import(read.records);
      const once = rowsOf(store);
      store.import(read.records);
      if (rowsOf(store) !== once) throw new Error('taken in twice, it is not the same');
      const range = { org_uuid: ORG, limit_id: 'five_hour', from: 0, to: NOW + HOUR_MS };
      store.queries().history(range, 100);
      store.queries().windows(range, 1000);
      store.queries().samples(range, 1000);
      JSON.stringify(store.queries().series());
      JSON.stringify(store.timeline(100));
    });
  },
};

function rowsOf(store: Store): string {
  return JSON.stringify([...store.export(NOW + HOUR_MS)].flat());
}

/** What Claude Desktop has kept. */
export const DESKTOP_HISTORY: Target = {
  name: "Claude Desktop's history",
  seeds: [
    Buffer.from(
      `{"version":2,"samples":[{"t":${NOW - HOUR_MS},"org":"${ORG}","u":{"fh":12,"sd":3.5}},{"t":${NOW},"org":"${ORG}","u":{"fh":null,"sd":4}}]}`,
    ),
  ],
  grow: (dice) => Buffer.from(`{"version":2,"samples":[${grownJson(dice, ['t', 'org', 'u', 'fh', 'sd'])}]}`),
  check(input) {
    const records = readDesktopHistory(input.toString(), NOW);
    if (records !== null && records.length > 0) withStore((store) => store.import(records));
  },
};

/** The newest state as it lies in the history, of a hand that is not ours. */
export const SAVED_STATE: Target = {
  name: 'saved latest state',
  seeds: [Buffer.from(JSON.stringify(stateOf()))],
  grow: (dice) =>
    Buffer.from(
      grownJson(dice, ['rows', 'sessions', 'percentOrgs', 'restoredAt', 'usage', 'attempt', 'at', 'value']),
    ),
  check(input) {
    emptyHistory();
    const database = new DatabaseSync(join(home, DATABASE_NAME));
    database.prepare('INSERT INTO latest (id, saved_at, state) VALUES (1, ?, ?)').run(NOW, input.toString());
    database.close();
    printSnapshots(readLatest(home, NOW, 120_000) ?? []);
    const opened = openStore(home, NOW);
    if (!opened.ok) throw new Error(opened.error);
    try {
      const state = afterClockWentBack(opened.store.restore(NOW), NOW);
      // What was dated in the future is dated now instead: the next minute's post is newer than that.
      const next = NOW + MINUTE_MS;
      const post = parsePost(postOf(next - 1000), next);
      if (!post.ok) throw new Error(post.error);
      const given = { receivedAt: next, sha256: 'd'.repeat(64), orgOnPercent: true };
      const seen = post.posted.map(({ report, session }) => observe(report, { ...given, session }));
      const shown = snapshotsOf(merge(state, seen), next, 120_000);
      if (!shown.some((row) => row.org_uuid === ORG && !row.stale))
        throw new Error('a new post does not show');
    } finally {
      opened.store.close();
    }
  },
};
