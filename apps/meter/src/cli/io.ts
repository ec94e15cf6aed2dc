import { wantsColour } from './view/colour.ts';

/** What a command may touch of the world. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Stream;
  stderr: Stream;
  readonly stdin: NodeJS.ReadStream;
  /** ms since the epoch */
  now: () => number;
  /** IANA name of the zone that times are printed in. */
  readonly timeZone: string;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. Asking for it turns those signals from death into a wish. */
  stopped: () => AbortSignal;
  /** Aborted when whoever reads our output has gone away (`claude-meter | head -1`). */
  readonly readerGone: AbortSignal;
}

/** A place to print to. */
export interface Stream {
  write(data: string | Uint8Array): void;
  /** Whether a person looks at it through a terminal. */
  readonly isTerminal: boolean;
  readonly colours: boolean;
  /** Characters and lines, of a terminal. */
  size(): { columns: number; rows: number };
  onResize(listener: () => void, signal: AbortSignal): void;
}

/** The world of this process. What a command does not use is not even opened: a prompt waits for each of them. */
export function processIo(): Io {
  let gone: AbortController | null = null;
  const readerGone = () => {
    gone ??= new AbortController();
    return gone;
  };
  return {
    env: process.env,
    stdout: streamOf(() => process.stdout, readerGone),
    stderr: streamOf(() => process.stderr, readerGone),
    get stdin() {
      return process.stdin;
    },
    now: Date.now,
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    stopped: stopSignal(),
    get readerGone() {
      return readerGone().signal;
    },
  };
}

function streamOf(open: () => NodeJS.WriteStream, readerGone: () => AbortController): Stream {
  let opened: NodeJS.WriteStream | null = null;
  const target = () => {
    if (opened !== null) return opened;
    opened = open();
    opened.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      readerGone().abort();
    });
    return opened;
  };
  return {
    write: (data) => void target().write(data),
    get isTerminal() {
      return target().isTTY === true;
    },
    get colours() {
      return wantsColour(process.env, target().isTTY === true);
    },
    size: () => ({ columns: target().columns || 80, rows: target().rows || 24 }),
    onResize: (listener, signal) => {
      target().on('resize', listener);
      signal.addEventListener('abort', () => target().off('resize', listener), { once: true });
    },
  };
}

function stopSignal(): () => AbortSignal {
  let controller: AbortController | null = null;
  return () => {
    if (controller !== null) return controller.signal;
    const made = new AbortController();
    controller = made;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => made.abort());
    return made.signal;
  };
}
