import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_NAME } from '../store/database-name.ts';
import { createHistoryWriter } from '../store/history-writer.ts';
import { openDatabase } from '../store/open-database.ts';
import type { PlayedPast } from './simulated-limits.ts';
import { type SimulatedRequest, transcriptRow } from './simulated-request.ts';

/** Writes what was read into the state folder of a meter that does not run. */
export function writePastReadings(home: string, { readings }: PlayedPast): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const opened = openDatabase(join(home, DATABASE_NAME), readings[0]?.at ?? 0);
  if (!opened.ok) throw new Error(opened.error);
  const { database } = opened;
  const writer = createHistoryWriter(database);
  database.exec('BEGIN');
  for (const { at, samples } of readings) {
    const [first] = samples;
    if (first === undefined) continue;
    writer.watched(first.orgUuid, at);
    writer.add(samples);
  }
  database.exec('COMMIT');
  database.close();
}

/** Writes requests as transcripts, one file per session, below a `projects` folder. */
export function writePastTranscripts(projects: string, requests: readonly SimulatedRequest[]): void {
  const files = new Map<string, string[]>();
  requests.forEach((request, index) => {
    const path = transcriptPath(projects, request);
    const rows = files.get(path) ?? [];
    rows.push(transcriptRow(request, `past${index}`));
    files.set(path, rows);
  });
  for (const [path, rows] of files) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, rows.join(''));
  }
}

/** Where Claude Code keeps the transcript of a session. */
export function transcriptPath(projects: string, { folder, session }: SimulatedRequest): string {
  return join(projects, folder.replace(/[^a-zA-Z0-9]/g, '-'), `${session}.jsonl`);
}
