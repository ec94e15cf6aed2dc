import { fstatSync, readFileSync } from 'node:fs';
import { lineNow } from '../lines/line-now.ts';
import { localSocketPath } from '../local-socket-path.ts';
import { readSettings } from '../settings.ts';
import { printStatusLine } from '../statusline/print-status-line.ts';
import { MAX_INPUT_BYTES, readInput } from '../statusline/read-input.ts';
import { promptWords } from './prompt-words.ts';
import { socketExchange } from './socket-exchange.ts';
import { writeOut } from './write-out.ts';

/**
 * Does what prompts ask for, with the least code: a prompt waits for every file that is loaded. False where the whole
 * program has to see to it: nothing was printed then.
 */
export async function answerPrompt([command, ...args]: readonly string[]): Promise<boolean> {
  if (command === 'line') return answerLine(args);
  if (command === 'statusline') return answerStatusLine(args);
  return command === '--json' && args.length === 0 && answerSnapshots();
}

async function answerLine(args: readonly string[]): Promise<boolean> {
  const words = promptWords(args, ['format', 'template', 'account']);
  const read = words === null ? null : readSettings(process.env);
  if (words === null || read?.ok !== true) return false;
  const said = await lineNow(words, read.settings, Date.now());
  if (!said.ok) return false;
  writeOut(said.line);
  return true;
}

async function answerStatusLine(args: readonly string[]): Promise<boolean> {
  const words = promptWords(args, ['template']);
  const read = words === null ? null : readSettings(process.env);
  const input = read?.ok === true ? await standardInput() : null;
  if (words === null || read?.ok !== true || input === null) return false;
  const { env } = process;
  await printStatusLine({
    input,
    settings: read.settings,
    env,
    now: Date.now,
    write: writeOut,
    template: words.template ?? null,
    // Claude Code shows colours, though it is no terminal.
    colours: !env['NO_COLOR'],
  }).catch(() => writeOut('ClaudeMeter\n'));
  return true;
}

/** What programs hand over comes through a pipe, a socket or a file; null for anything else, such as a terminal. */
async function standardInput(): Promise<string | null> {
  try {
    const stat = fstatSync(0);
    if (stat.isFile()) return stat.size > MAX_INPUT_BYTES ? '' : readFileSync(0, 'utf8');
    if (!stat.isFIFO() && !stat.isSocket()) return null;
    const { Socket } = process.getBuiltinModule('node:net');
    return await readInput(new Socket({ fd: 0, readable: true, writable: false }));
  } catch {
    return null;
  }
}

/** A meter answers within milliseconds; what keeps silent for this long is none. */
const SNAPSHOTS_LIMIT_MS = 2_000;

/** By the socket in the state folder only: who answers there is our own meter, and need not be judged. */
async function answerSnapshots(): Promise<boolean> {
  const read = readSettings(process.env);
  const path = read.ok ? localSocketPath(read.settings.home) : null;
  if (path === null) return false;
  const request = 'GET /snapshots HTTP/1.0\r\nHost: localhost\r\n\r\n';
  const answer = await socketExchange([{ path }], request, SNAPSHOTS_LIMIT_MS);
  const split = answer?.indexOf('\r\n\r\n') ?? -1;
  if (answer === null || split < 0) return false;
  const head = answer.toString('latin1', 0, split);
  const body = answer.subarray(split + 4);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (!/^HTTP\/1\.[01] 200 /.test(head) || Number(length) !== body.length) return false;
  writeOut(body);
  return true;
}
