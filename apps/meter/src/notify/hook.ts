import type { Notice } from '@claude-meter/core';
import { type RunResult, runLimited } from './run-limited.ts';

/** How long a hook may run. */
const LIMIT_MS = 10_000;
/** Notices that wait for their hook; beyond that the oldest are dropped. */
const MOST_WAITING = 20;

/** What a hook reads on its standard input: one JSON object. */
export interface HookInput {
  kind: Notice['kind'] | 'test';
  title: string;
  body: string;
  account: string;
  org_uuid: string;
  limit_id: string | null;
  percent: number | null;
  threshold: number | null;
  /** ISO-8601; null when what it says has no end. */
  until: string | null;
  /** ISO-8601 moment of the notice. */
  at: string;
  /** Whether the person is not to be disturbed now. */
  quiet: boolean;
}

export interface Hook {
  /** Resolves with how it ended; null where none is set, or where it had to make room. */
  run(input: HookInput): Promise<RunResult | null>;
  /** How the last run ended; null before the first. `doctor` shows it. */
  last(): RunResult | null;
}

export interface HookOptions {
  /** Program and arguments; null where no hook is set. Asked for every notice. */
  command: () => readonly [string, ...string[]] | null;
  signal: AbortSignal;
  limitMs?: number;
}

/** Runs the person's own command for every notice, one after the other, without a shell. */
export function createHook({ command, signal, limitMs = LIMIT_MS }: HookOptions): Hook {
  const waiting: { input: HookInput; tell: (result: RunResult | null) => void }[] = [];
  let last: RunResult | null = null;
  let running = false;

  async function work(): Promise<void> {
    running = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const argv = signal.aborted ? null : command();
      if (argv !== null) {
        last = await runLimited(argv, { input: `${JSON.stringify(next.input)}\n`, limitMs, signal });
      }
      next.tell(argv === null ? null : last);
    }
    running = false;
  }

  return {
    run(input) {
      if (command() === null) return Promise.resolve(null);
      return new Promise((tell) => {
        waiting.push({ input, tell });
        if (waiting.length > MOST_WAITING) waiting.shift()?.tell(null);
        if (!running) void work();
      });
    },
    last: () => last,
  };
}

export function hookInput(notice: Notice, given: { at: number; quiet: boolean }): HookInput {
  const { kind, title, body, account, orgUuid, limitId, percent, threshold, until } = notice;
  return {
    kind,
    title,
    body,
    account,
    org_uuid: orgUuid,
    limit_id: limitId,
    percent,
    threshold,
    until: until === null ? null : new Date(until).toISOString(),
    at: new Date(given.at).toISOString(),
    quiet: given.quiet,
  };
}
