import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { written } from './written.ts';

// Twenty sessions that write at once, as a program of its own: `node write-sessions.ts ROOT SEED`. Writes until it is
// told to stop by a line on its input, then brings every file to an end and prints what is true, as JSON.

const SESSIONS = 20;
const [root = '', seedText = '1'] = process.argv.slice(2);

/** A small generator of chance, so that a run can be had again. */
let state = Number(seedText) >>> 0;
function chance(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

interface Session {
  path: string;
  /** Whole rows in the file, and the beginning of one that is not finished. */
  rows: Map<string, number>;
  rest: string;
  count: number;
}

const sessions = Array.from({ length: SESSIONS }, (_, index): Session => newSession(index));

function newSession(index: number): Session {
  return { path: join(root, `session-${index}.jsonl`), rows: new Map(), rest: '', count: 0 };
}

/** Rows of one answer: growing usage, then the final one, now and then repeated. */
function answer(session: Session, index: number): string {
  const id = `m-${index}-${session.count++}`;
  const output = 10 + Math.floor(chance() * 1000);
  session.rows.set(id, output);
  const row = (tokens: number): string =>
    written({ id, session: `s${index}`, output: tokens, text: 'x'.repeat(Math.floor(chance() * 2000)) });
  return row(3) + row(output) + (chance() < 0.1 ? row(output) : '');
}

function step(index: number): void {
  const session = sessions[index] as Session;
  const luck = chance();
  if (luck < 0.985) {
    // What is on the disk may end in the middle of a row.
    const text = session.rest + answer(session, index);
    const cut = chance() < 0.4 ? Math.floor(chance() * 300) : 0;
    appendFileSync(session.path, text.slice(0, text.length - cut));
    session.rest = text.slice(text.length - cut);
  } else if (luck < 0.99) {
    // Written anew under the same name.
    sessions[index] = { ...newSession(index), count: session.count };
    const text = answer(sessions[index] as Session, index);
    writeFileSync(`${session.path}.new`, text);
    renameSync(`${session.path}.new`, session.path);
  } else if (luck < 0.995) {
    sessions[index] = { ...newSession(index), count: session.count };
    rmSync(session.path, { force: true });
  } else {
    // Written anew in place.
    sessions[index] = { ...newSession(index), count: session.count };
    writeFileSync(session.path, answer(sessions[index] as Session, index));
  }
}

const timer = setInterval(() => {
  for (let index = 0; index < SESSIONS; index++) step(index);
}, 20);

process.stdin.once('data', () => {
  clearInterval(timer);
  let output = 0;
  let requests = 0;
  for (const session of sessions) {
    if (session.rest !== '') appendFileSync(session.path, session.rest);
    for (const tokens of session.rows.values()) output += tokens;
    requests += session.rows.size;
  }
  process.stdout.write(`${JSON.stringify({ requests, output })}\n`);
  process.exit();
});
