import {
  formatPercent,
  type Snapshot,
  type WaitGoal,
  type WaitStart,
  waitStart,
  waitState,
} from '@claude-meter/core';
import type { Settings } from '../settings.ts';
import { askedLimit, isLimitName, LIMIT_NAMES } from './asked-limit.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { followMeter } from './follow-meter.ts';
import type { Io } from './io.ts';
import { readDuration } from './read-duration.ts';
import { printable } from './view/printable.ts';

/** `claude-meter wait`: until there is room again. */
export const wait: Command = {
  meta: {
    name: 'wait',
    summary: 'wait until a window resets, or until a limit is below a percentage',
    about: `Follows the meter, over its restarts, and ends with 0 when a fresh reading says that it is so; with 10 when
--timeout is over before. A window that does not run has nothing to wait for.`,
    options: {
      until: { type: 'string', value: 'GOAL', text: 'reset, or below:80' },
      limit: { type: 'string', value: 'NAME', text: `${LIMIT_NAMES} (binding)` },
      account: {
        type: 'string',
        value: 'WHO',
        text: 'e-mail, or how an org uuid begins (the fullest account)',
      },
      timeout: { type: 'string', value: 'TIME', text: 'at most so long: 30m, 6h (no end)' },
      quiet: { type: 'boolean', short: 'q', text: 'say nothing while waiting' },
    },
    examples: [
      { line: 'claude-meter wait --until reset --limit 5h && ./agent', text: 'go on when the window opens' },
      { line: 'claude-meter wait --until below:80 --timeout 6h', text: 'at most six hours' },
    ],
  },

  async run(io, settings, values) {
    const asked = readAsked(values);
    if ('error' in asked) {
      io.stderr.write(`claude-meter: ${asked.error}\n`);
      return EXIT.usage;
    }
    return waitFor(io, settings, asked);
  },
};

interface Asked {
  goal: WaitGoal;
  name: string;
  account: string | null;
  timeoutMs: number | null;
  quiet: boolean;
}

function readAsked(values: OptionValues): Asked | { error: string } {
  const text = (name: string): string | null => (values[name] as string | undefined) ?? null;
  const until = text('until');
  const goal = until === null ? null : readGoal(until);
  if (goal === null) {
    return { error: `--until ${JSON.stringify(until ?? '')} is neither reset nor below:PERCENT.` };
  }
  const name = text('limit') ?? 'binding';
  if (!isLimitName(name)) return { error: `--limit ${JSON.stringify(name)} is none of ${LIMIT_NAMES}.` };
  const time = text('timeout');
  const timeoutMs = time === null ? null : readDuration(time);
  if (time !== null && timeoutMs === null) {
    return { error: `--timeout ${JSON.stringify(time)} is no time such as 30m or 6h.` };
  }
  return { goal, name, account: text('account'), timeoutMs, quiet: values['quiet'] === true };
}

function readGoal(text: string): WaitGoal | null {
  if (text === 'reset') return { kind: 'reset' };
  const percent = /^below:(\d{1,3}(?:\.\d+)?)%?$/.exec(text)?.[1];
  return percent === undefined ? null : { kind: 'below', percent: Number(percent) };
}

async function waitFor(io: Io, { port }: Settings, asked: Asked): Promise<ExitCode> {
  const ending = new AbortController();
  const timer = asked.timeoutMs === null ? undefined : setTimeout(() => ending.abort(), asked.timeoutMs);
  const signal = AbortSignal.any([ending.signal, io.stopped()]);
  const say = (words: string) => {
    if (!asked.quiet) io.stderr.write(`claude-meter: ${printable(words)}\n`);
  };
  const look = looker(asked, say);
  try {
    for await (const event of followMeter(port, signal)) {
      if (event.kind === 'lost') say(`${event.error}; waiting for it.`);
      else if (look(event.snapshots, io.now())) return EXIT.ok;
    }
    if (ending.signal.aborted) say('The time is over.');
    return EXIT.wouldNotLast;
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

/** Looks at each state of the meter; remembers which window of which account the wait began with. */
function looker(asked: Asked, say: (words: string) => void) {
  let begun: { start: WaitStart; account: string; limitId: string } | null = null;
  return (snapshots: readonly Snapshot[], now: number): boolean => {
    const account = begun?.account ?? asked.account;
    const seen = askedLimit(snapshots, { name: asked.name, account, now });
    const start = waitStart(seen.reading, seen.limit);
    if (begun === null) {
      if (start === null || seen.reading === null || seen.limit === null) return false;
      // Another account or limit may become the fullest while this one is waited for.
      begun = { start, account: seen.reading.snapshot.org_uuid, limitId: seen.limit.id };
      const reached = waitState(asked.goal, start, seen) === 'reached';
      const { label, percent, note } = seen.limit;
      if (!reached) say(`${label} at ${formatPercent(percent)}${note === '' ? '' : `, ${note}`}; waiting.`);
      return reached;
    }
    const { limitId } = begun;
    const limit = seen.reading?.limits.find(({ id }) => id === limitId) ?? null;
    return waitState(asked.goal, begun.start, { reading: seen.reading, limit }) === 'reached';
  };
}
