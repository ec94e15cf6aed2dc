import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
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

interface Answer {
  output: number;
  /** Where its last row ends in the file. */
  end: number;
}

interface Session {
  path: string;
  /** Answers of which every row is in the file, or in `rest`. */
  answers: Answer[];
  /** Bytes of all of them. */
  length: number;
  /** What is not written yet: the end of the last row. */
  rest: string;
}

/** Numbers the answers of all sessions. */
let answered = 0;
let renamed = 0;
const sessions = Array.from({ length: SESSIONS }, (_, index): Session => newSession(index));

function newSession(index: number): Session {
  return { path: join(root, `session-${index}.jsonl`), answers: [], length: 0, rest: '' };
}

/** Rows of one answer: growing usage, then the final one, now and then repeated. */
function answer(session: Session, index: number): string {
  const id = `m-${answered++}`;
  const output = 10 + Math.floor(chance() * 1000);
  const row = (tokens: number): string =>
    written({ id, session: `s${index}`, output: tokens, text: 'x'.repeat(Math.floor(chance() * 2000)) });
  const text = row(3) + row(output) + (chance() < 0.1 ? row(output) : '');
  session.length += text.length;
  session.answers.push({ output, end: session.length });
  return text;
}

/** A file that begins anew, under the name that it has. */
function begunAnew(index: number): Session {
  const { path } = sessions[index] as Session;
  const session = { ...newSession(index), path };
  sessions[index] = session;
  return session;
}

function append(session: Session, index: number): void {
  // What is on the disk may end in the middle of a row.
  const text = session.rest + answer(session, index);
  const cut = chance() < 0.4 ? Math.floor(chance() * 300) : 0;
  appendFileSync(session.path, text.slice(0, text.length - cut));
  session.rest = text.slice(text.length - cut);
}

/** Cuts the last answers off. */
function truncate(session: Session): void {
  const kept = Math.floor(chance() * session.answers.length);
  session.answers.length = kept;
  session.length = session.answers.at(-1)?.end ?? 0;
  session.rest = '';
  truncateSync(session.path, session.length);
}

function rename(session: Session): void {
  const folder = join(root, `folder-${Math.floor(chance() * 5)}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `renamed-${renamed++}.jsonl`);
  renameSync(session.path, path);
  session.path = path;
}

function step(index: number): void {
  const session = sessions[index] as Session;
  const luck = chance();
  if (luck < 0.975 || session.answers.length < 2) append(session, index);
  else if (luck < 0.98) truncate(session);
  else if (luck < 0.985) rename(session);
  else if (luck < 0.99) {
    // Another file in its place.
    const fresh = begunAnew(index);
    writeFileSync(`${fresh.path}.new`, answer(fresh, index));
    renameSync(`${fresh.path}.new`, fresh.path);
  } else if (luck < 0.995) rmSync(begunAnew(index).path, { force: true });
  else {
    // Written anew in place.
    const fresh = begunAnew(index);
    writeFileSync(fresh.path, answer(fresh, index));
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
    for (const one of session.answers) output += one.output;
    requests += session.answers.length;
  }
  process.stdout.write(`${JSON.stringify({ requests, output })}\n`);
  process.exit();
});
