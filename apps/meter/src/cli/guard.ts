import { ago, type Forecast, formatPercent, type GuardAnswer, guardAnswer } from '@claude-meter/core';
import type { Settings } from '../settings.ts';
import { askForecasts, askSnapshots } from './ask-meter.ts';
import { type AskedLimit, askedLimit, isLimitName, LIMIT_NAMES } from './asked-limit.ts';
import type { Command, OptionValues } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { readDuration } from './read-duration.ts';
import { printable } from './view/printable.ts';

const NAME_OPTION = { type: 'string', value: 'NAME', text: `${LIMIT_NAMES} (binding)` } as const;

/** `claude-meter guard`: may a script begin? */
export const guard: Command = {
  meta: {
    name: 'guard',
    summary: 'may a script begin? Says by its exit code whether a limit lasts',
    about: `Ends with 0 when enough is left of a limit, now and for as long as asked, by the meter's forecast (by the
plain pace of the window where there is none). Ends with 10 when it would not last, with 20 when the numbers are old,
with 30 when nothing is known: only 0 is a yes. When the window resets before the time is over it has to last until
then.`,
    options: {
      'min-remaining': { type: 'string', value: 'PERCENT', text: 'what must be left (10)' },
      limit: NAME_OPTION,
      for: { type: 'string', value: 'TIME', text: 'for so long: 30m, 2h (now alone)' },
      cautious: { type: 'boolean', text: 'by the upper end of the forecast instead of its middle' },
      account: {
        type: 'string',
        value: 'WHO',
        text: 'e-mail, or how an org uuid begins (the fullest account)',
      },
      json: { type: 'boolean', text: 'the answer with its numbers' },
      quiet: { type: 'boolean', short: 'q', text: 'the exit code alone' },
    },
    examples: [
      {
        line: 'claude-meter guard --limit 5h --min-remaining 10 --for 30m && ./agent',
        text: 'begin only what the window can carry',
      },
      {
        line: 'claude-meter guard -q || claude-meter wait --until reset',
        text: 'wait when it would not last',
      },
    ],
  },

  async run(io, settings, values) {
    const asked = readAsked(values);
    if ('error' in asked) {
      io.stderr.write(`claude-meter: ${asked.error}\n`);
      return EXIT.usage;
    }
    const known = await know(io, settings, asked);
    const answer: GuardAnswer =
      'error' in known
        ? { kind: 'none', reason: known.error }
        : guardAnswer({ ...asked, ...known }, io.now());
    if (values['quiet'] !== true) tell(io, answer, { asked, known, asJson: values['json'] === true });
    return CODES[answer.kind];
  },
};

const CODES = {
  lasts: EXIT.ok,
  would_not_last: EXIT.wouldNotLast,
  stale: EXIT.stale,
  none: EXIT.nothingKnown,
} as const satisfies Record<GuardAnswer['kind'], ExitCode>;

interface Asked {
  name: string;
  account: string | null;
  minRemaining: number;
  forMs: number;
  cautious: boolean;
}

function readAsked(values: OptionValues): Asked | { error: string } {
  const text = (name: string): string | null => (values[name] as string | undefined) ?? null;
  const name = text('limit') ?? 'binding';
  if (!isLimitName(name)) return { error: `--limit ${JSON.stringify(name)} is none of ${LIMIT_NAMES}.` };
  const remaining = text('min-remaining') ?? '10';
  const minRemaining = /^\d{1,3}(\.\d+)?%?$/.test(remaining) ? Number.parseFloat(remaining) : Number.NaN;
  if (!(minRemaining <= 100)) {
    return { error: `--min-remaining ${JSON.stringify(remaining)} is no percentage from 0 to 100.` };
  }
  const time = text('for');
  const forMs = time === null ? 0 : readDuration(time);
  if (forMs === null) return { error: `--for ${JSON.stringify(time)} is no time such as 30m or 2h.` };
  return { name, account: text('account'), minRemaining, forMs, cautious: values['cautious'] === true };
}

type Known = (AskedLimit & { forecast: Forecast | null }) | { error: string };

async function know(io: Io, { port }: Settings, { name, account, forMs }: Asked): Promise<Known> {
  const answer = await askSnapshots(port);
  if (!answer.ok) return { error: answer.error };
  const asked = askedLimit(answer.snapshots, { name, account, now: io.now() });
  const { reading, limit } = asked;
  if (forMs === 0 || reading === null || limit === null) return { ...asked, forecast: null };
  const entries = await askForecasts(port, reading.snapshot.org_uuid);
  return { ...asked, forecast: entries.find((entry) => entry.limit_id === limit.id)?.forecast ?? null };
}

function tell(
  io: Io,
  answer: GuardAnswer,
  { asked, known, asJson }: { asked: Asked; known: Known; asJson: boolean },
): void {
  const limit = 'error' in known ? null : known.limit;
  if (asJson) {
    const org = 'error' in known ? null : (known.reading?.snapshot.org_uuid ?? null);
    const { kind, ...numbers } = answer;
    const printed = { verdict: kind, org_uuid: org, limit_id: limit?.id ?? null, ...snakeCase(numbers) };
    io.stdout.write(`${JSON.stringify(printed)}\n`);
    return;
  }
  const words = printable(wordsOf(answer, { label: limit?.label ?? asked.name, asked, now: io.now() }));
  (answer.kind === 'lasts' ? io.stdout : io.stderr).write(`claude-meter: ${words}\n`);
}

function wordsOf(
  answer: GuardAnswer,
  { label, asked, now }: { label: string; asked: Asked; now: number },
): string {
  if (answer.kind === 'none') return answer.reason;
  if (answer.kind === 'stale') {
    const age = ago(now - answer.ageMs, now);
    return `The numbers are old (read ${age}). "claude-meter status" says why.`;
  }
  const { percent, expected, resetsFirst, until } = answer;
  const minutes = Math.round((until - now) / 60_000);
  const when = resetsFirst ? `at the reset in ${minutes} min` : `in ${minutes} min`;
  const ahead = until > now ? `, about ${formatPercent(Math.min(expected, 100))} ${when}` : '';
  const verdict = answer.kind === 'lasts' ? 'lasts' : 'would not last';
  return `${label} ${verdict}: ${formatPercent(percent)} used now${ahead}; ${asked.minRemaining}% must be left.`;
}

function snakeCase(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
