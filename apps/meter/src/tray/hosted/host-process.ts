import { spawn } from 'node:child_process';
import { type FromHost, LONGEST_LINE, printToHost, readFromHost, type ToHost } from './protocol.ts';

/** A tray host as a child process. */
export interface HostProcess {
  pid: number | null;
  /** Writes a message; a host that does not read is ended instead of filling memory. */
  send(message: ToHost): void;
  /** Ends the host now. `exited` resolves with the reason given first. */
  kill(reason: string): void;
  /** Lets the host end by itself, and ends it if it does not. */
  quit(): void;
  /** Resolves with why it ended. */
  exited: Promise<string>;
}

/** Unread bytes on a host's standard input beyond which it counts as hung. */
const MOST_UNREAD = 4 * 1024 * 1024;
/** Lines of no meaning that are forgiven: libraries like to print on standard output. */
const MOST_GARBAGE = 100;
/** Messages in one window; nobody clicks that fast. */
const MOST_MESSAGES = 2_000;
const MESSAGE_WINDOW_MS = 10_000;
/** How long a host may take to end by itself. */
const QUIT_MS = 1_000;
/** How long its last words may take after its end. */
const LAST_WORDS_MS = 500;
/** How much of its last words is kept for the reason. */
const LAST_WORDS = 2_000;

/** Starts a host. It ends when this process does, however that happens: its standard input ends then. */
export function startHostProcess(
  command: readonly [string, ...string[]],
  onMessage: (message: FromHost) => void,
): HostProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: 'pipe',
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let reason: string | null = null;
  let lastWords = '';
  const kill = (why: string) => {
    reason ??= why;
    child.kill('SIGKILL');
  };
  // A host that is gone is heard of through `exited`; a write to it on the way there is nobody's error.
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  readLines(child.stdout, createLineTaker(onMessage, kill), kill);

  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(reason ?? `It could not be started: ${error.message}`));
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      const words = tellingLine(lastWords);
      const how = signal === null ? `It ended with code ${code}.` : `It was ended by ${signal}.`;
      resolve(reason ?? (words === '' ? how : `${how} Last words: ${JSON.stringify(words)}`));
    };
    child.once('close', ended);
    // Another program may hold on to its output; nobody waits for that.
    child.once('exit', (code, signal) => setTimeout(() => ended(code, signal), LAST_WORDS_MS));
  });
  return {
    pid: child.pid ?? null,
    send(message) {
      if (child.stdin.writableLength > MOST_UNREAD) kill('It does not read.');
      else if (child.stdin.writable) child.stdin.write(printToHost(message));
    },
    kill,
    quit() {
      reason ??= 'It was asked to end.';
      if (child.stdin.writable) child.stdin.end(printToHost({ t: 'quit' }));
      const late = setTimeout(() => child.kill('SIGKILL'), QUIT_MS);
      void exited.then(() => clearTimeout(late));
    },
    exited,
  };
}

/** The line that says most: the last one about an error, else the last one. */
function tellingLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /error|exception/i.test(line)) ?? lines.at(-1) ?? '').trim();
}

/** Splits a stream into lines; a line without end is the end of the host. */
function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
  kill: (reason: string) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      rest = '';
      kill(`It wrote a line of more than ${LONGEST_LINE} characters.`);
    }
    for (const line of lines) onLine(line);
  });
}

function createLineTaker(
  onMessage: (message: FromHost) => void,
  kill: (reason: string) => void,
): (line: string) => void {
  let garbage = 0;
  let count = 0;
  let windowEnd = 0;
  let ended = false;
  const end = (reason: string) => {
    ended = true;
    kill(reason);
  };
  return (line) => {
    if (ended || line.trim() === '') return;
    const now = performance.now();
    if (now > windowEnd) {
      windowEnd = now + MESSAGE_WINDOW_MS;
      count = 0;
    }
    count += 1;
    if (count > MOST_MESSAGES) return end('It floods.');
    const message = readFromHost(line);
    if (message !== null) return onMessage(message);
    garbage += 1;
    if (garbage > MOST_GARBAGE) end('It writes what it should not.');
  };
}
