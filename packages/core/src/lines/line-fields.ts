import { accountLabel, staleLabel } from '../account-label.ts';
import { ago } from '../countdown.ts';
import { FIVE_HOUR, SEVEN_DAY } from '../limit.ts';
import { formatPercent } from '../percent.ts';
import { extraUsageText, type Reading } from '../reading.ts';
import {
  LIMIT_ASPECTS,
  LIMIT_FIELDS,
  limitOf,
  limitValue,
  NAMED_LIMITS,
  percentValue,
} from './limit-fields.ts';
import type { LineField } from './line-template.ts';
import { type LineValue, UNKNOWN, word } from './line-value.ts';

/** What Claude Code says about the session that a line stands under; null parts are not known. */
export interface LineSession {
  model: string | null;
  /** Percent 0–100 of the context window in use. */
  contextPercent: number | null;
  /** US dollars at list prices. */
  costUsd: number | null;
  branch: string | null;
  /** The folder it works in, its last part. */
  folder: string | null;
  effort: string | null;
  agent: string | null;
  linesAdded: number | null;
  linesRemoved: number | null;
}

/** All that a line speaks of. */
export interface LineFacts {
  /** The account; null while none is known. */
  reading: Reading | null;
  /** One per org (`accountsOf`): they decide how an account is called. */
  readings: readonly Reading[];
  now: number;
  /** IANA name. */
  timeZone: string;
  /** What lies ahead, as a short phrase; null when nothing is said. Asked only where it is shown: it takes its time. */
  forecast: () => string | null;
  session: LineSession | null;
}

interface Field {
  text: string;
  of: (facts: LineFacts) => LineValue;
}

/** The field that stands between two others, and vanishes where one of them says nothing. */
export const SEPARATOR_FIELD = 'sep';

/** Fields that are no limit. */
const FIELDS: Readonly<Record<string, Field>> = {
  [SEPARATOR_FIELD]: {
    text: '` · `, but only between two that say something',
    of: () => word(' · '),
  },
  others: {
    text: 'the limits beside 5h and 7d: `7-day Opus 12%`',
    of: ({ reading }) => word(otherLimits(reading)),
  },
  reset: {
    text: 'time until the limit that stops you first resets: `1h 45m`',
    of: (facts) => bindingAspect(facts, 'reset'),
  },
  pace: {
    text: 'points the limit that stops you first is ahead of even spending: `+12`',
    of: (facts) => bindingAspect(facts, 'pace'),
  },
  forecast: {
    text: 'what lies ahead of the limit that fills first: `wall likely about 15:40 (82%)`',
    of: (facts) => word(facts.forecast()),
  },
  extra: {
    text: 'extra usage: `$73.00 / $200.00 (37%)`',
    of: ({ reading }) => word(extraUsageText(reading?.snapshot.extra ?? null), oldTone(reading)),
  },
  blocked: {
    text: '`BLOCKED` while the server refuses extra usage',
    of: ({ reading }) => word(reading?.snapshot.extra?.blocked === true ? 'BLOCKED' : null, 'full'),
  },
  plan: { text: '`Max 20x`', of: ({ reading }) => word(reading?.snapshot.plan ?? null) },
  account: {
    text: 'the account’s e-mail, with its org where it has several',
    of: ({ reading, readings }) =>
      reading === null
        ? UNKNOWN
        : word(
            accountLabel(
              reading.snapshot,
              readings.map((other) => other.snapshot),
            ),
          ),
  },
  org: {
    text: 'the organization’s name',
    of: ({ reading }) => word(reading?.snapshot.org_name ?? null),
  },
  accounts: {
    text: 'how many accounts are known',
    of: ({ readings }) => count(readings.length),
  },
  browser: { text: 'who read it: `Chrome`', of: ({ reading }) => word(reading?.snapshot.browser ?? null) },
  source: { text: '`extension`, `cookies`, …', of: ({ reading }) => word(reading?.snapshot.source ?? null) },
  age: {
    text: 'how old the numbers are: `45s ago`',
    of: ({ reading, now }) => (reading === null ? UNKNOWN : word(ago(now - reading.ageMs, now))),
  },
  stale: {
    text: '`(stale, last 14:23)` while the numbers are old',
    of: ({ reading, now, timeZone }) =>
      reading === null ? UNKNOWN : word(staleLabel(reading.snapshot, now, timeZone), 'stale'),
  },
  failing: {
    text: '`!` while asking fails',
    of: ({ reading }) => word(reading !== null && reading.snapshot.problem !== null ? '!' : null, 'warning'),
  },
  error: {
    text: 'why asking fails, in words',
    of: ({ reading }) => word(reading?.snapshot.errors[0] ?? null),
  },
  model: { text: 'the model of this Claude Code session', of: ({ session }) => word(session?.model ?? null) },
  context: {
    text: 'how full the session’s context is: `38%`',
    of: ({ session }) =>
      session?.contextPercent == null ? UNKNOWN : percentValue(session.contextPercent, '', { live: true }),
  },
  cost: {
    text: 'what the session took at list prices: `$0.42`',
    of: ({ session }) => {
      const usd = session?.costUsd ?? null;
      return usd === null ? UNKNOWN : { ...word(`$${usd.toFixed(2)}`), number: usd };
    },
  },
  branch: { text: 'the branch that is checked out', of: ({ session }) => word(session?.branch ?? null) },
  folder: {
    text: 'the folder that the session works in',
    of: ({ session }) => word(session?.folder ?? null),
  },
  effort: { text: '`high`, `medium`, …', of: ({ session }) => word(session?.effort ?? null) },
  agent: { text: 'the agent that the session runs as', of: ({ session }) => word(session?.agent ?? null) },
  added: { text: 'lines that the session added', of: ({ session }) => count(session?.linesAdded ?? null) },
  removed: { text: 'lines that it removed', of: ({ session }) => count(session?.linesRemoved ?? null) },
};

/** Every field with what it says, in the order of the documentation. */
export const LINE_FIELDS: readonly (readonly [name: string, text: string])[] = [
  ...Object.entries(LIMIT_FIELDS),
  ...Object.entries(NAMED_LIMITS).map(([kind, text]) => [`${kind}.NAME`, text] as const),
  ...Object.entries(FIELDS).map(([name, { text }]) => [name, text] as const),
];

/** Whether there is such a field; null, or a sentence that quotes it. */
export function checkLineField({ name, aspect }: LineField): string | null {
  const limit = limitOf(name, null) !== undefined;
  if (!limit && !Object.hasOwn(FIELDS, name)) return `There is no field ${JSON.stringify(name)}`;
  if (aspect === '') return null;
  if (!limit) return `${JSON.stringify(name)} is no limit: nothing may stand behind it`;
  if (Object.hasOwn(LIMIT_ASPECTS, aspect)) return null;
  const known = Object.keys(LIMIT_ASPECTS).join(', ');
  return `A limit has no ${JSON.stringify(aspect)}; it has ${known}`;
}

/** What a field says now. The field was checked. */
export function lineValueOf({ name, aspect }: LineField, facts: LineFacts): LineValue {
  const limit = limitOf(name, facts.reading);
  if (limit !== undefined) return limitValue(limit, aspect, viewOf(facts));
  return FIELDS[name]?.of(facts) ?? UNKNOWN;
}

function otherLimits(reading: Reading | null): string {
  const others = reading?.limits.filter(({ id }) => id !== FIVE_HOUR && id !== SEVEN_DAY) ?? [];
  return others.map(({ label, percent }) => `${label} ${formatPercent(percent)}`).join(' · ');
}

function bindingAspect(facts: LineFacts, aspect: string): LineValue {
  return limitValue(facts.reading?.binding ?? null, aspect, viewOf(facts));
}

function viewOf({ reading, now, timeZone }: LineFacts) {
  return { now, timeZone, live: reading?.live ?? false };
}

function oldTone(reading: Reading | null) {
  return reading?.live === false ? 'stale' : 'plain';
}

function count(number: number | null): LineValue {
  return number === null || number === 0 ? { ...UNKNOWN, number } : { ...word(String(number)), number };
}
