import {
  type FromHost,
  type HostEcho,
  type HostOp,
  LONGEST_LINE,
  PROTOCOL_VERSION,
} from '../hosted/protocol.ts';

/** The native side of a host: it does what it is told and reads back what it holds. */
export interface HostSurface {
  apply(op: HostOp): void;
  echo(): HostEcho;
}

export interface HostSessionOptions {
  surface: HostSurface;
  write(line: string): void;
  /** The meter said that this is the end. */
  quit(): void;
}

/** The host's half of the line protocol. */
export interface HostSession {
  /** Takes what has arrived on the standard input, in pieces of any size. */
  feed(text: string): void;
  say(message: FromHost): void;
}

export function createHostSession({ surface, write, quit }: HostSessionOptions): HostSession {
  let rest = '';
  const say = (message: FromHost) => write(`${JSON.stringify(message)}\n`);

  function applyAll(ops: unknown): void {
    if (!Array.isArray(ops)) {
      say({ t: 'error', code: 'no-operations', detail: typeof ops });
      return;
    }
    for (const op of ops as HostOp[]) {
      try {
        surface.apply(op);
      } catch (error) {
        say({
          t: 'error',
          code: 'operation',
          detail: `${op?.op}: ${error instanceof Error ? error.message : error}`,
        });
      }
    }
  }

  function take(line: string): void {
    const message = parsed(line);
    if (message === null) {
      say({ t: 'error', code: 'no-json', detail: line.slice(0, 80) });
    } else if (message['t'] === 'quit') {
      quit();
    } else {
      applyAll(message['ops']);
      if (message['t'] === 'init') say({ t: 'ready', v: PROTOCOL_VERSION, echo: surface.echo() });
      else say({ t: 'done', seq: Number(message['seq']) });
    }
  }

  return {
    say,
    feed(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) {
        rest = '';
        say({ t: 'error', code: 'long-line', detail: String(LONGEST_LINE) });
      }
      for (const line of lines) if (line !== '') take(line);
    },
  };
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
