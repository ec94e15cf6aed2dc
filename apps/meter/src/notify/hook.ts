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
  run(input: HookInput): void;
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
  const waiting: HookInput[] = [];
  let last: RunResult | null = null;
  let running = false;

  async function work(): Promise<void> {
    running = true;
    for (let input = waiting.shift(); input !== undefined && !signal.aborted; input = waiting.shift()) {
      const argv = command();
      if (argv === null) continue;
      last = await runLimited(argv, { input: `${JSON.stringify(input)}\n`, limitMs, signal });
    }
    running = false;
  }

  return {
    run(input) {
      if (command() === null) return;
      waiting.push(input);
      if (waiting.length > MOST_WAITING) waiting.shift();
      if (!running) void work();
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
