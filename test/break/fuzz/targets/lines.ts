import {
  accountsOf,
  checkLineField,
  fillLine,
  LINE_FORMATS,
  parseLineTemplate,
  printedLine,
  printLineTemplate,
} from '@claude-meter/core';
import { decodeCredentials, decodeStatusline, decodeStatuslineUsage } from '@claude-meter/sources';
import { eventReader, printEvent } from '@claude-meter/wire';
import { accountOf } from '../../../../apps/meter/src/collect/claude-code/read-account.ts';
import { cachedUsageOf } from '../../../../apps/meter/src/collect/claude-code/read-cached-usage.ts';
import { readLineQuery } from '../../../../apps/meter/src/lines/read-line-query.ts';
import { sessionLine } from '../../../../apps/meter/src/lines/session-line.ts';
import {
  placeOfMember,
  withMember,
  withValue,
} from '../../../../apps/meter/src/statusline/settings-member.ts';
import type { Target } from '../fuzz.ts';
import { grownJson } from '../mutate.ts';
import { expectHonest } from './expect-honest.ts';
import { fixturesIn, NOW, ORG } from './seeds.ts';

const STATUS_WORDS = [
  ...[
    'model',
    'display_name',
    'workspace',
    'current_dir',
    'cost',
    'total_cost_usd',
    'transcript_path',
    'version',
  ],
  ...[
    'rate_limits',
    'five_hour',
    'seven_day',
    'used_percentage',
    'resets_at',
    'context_window',
    'session_id',
  ],
];

/** What Claude Code writes to its status line. */
export const STATUSLINE: Target = {
  name: 'status line',
  seeds: fixturesIn('packages/sources/src/claude-statusline/fixtures'),
  grow: (dice) => Buffer.from(grownJson(dice, STATUS_WORDS)),
  check(input) {
    const text = input.toString();
    const decoded = decodeStatusline(text, NOW);
    if (decoded.ok) expectHonest(decoded.statusline.limits, text);
    decodeStatuslineUsage(text, NOW);
    for (const format of ['ansi', 'bash', 'json']) {
      const read = readLineQuery({ format, account: ORG });
      if (!read.ok) throw new Error(read.error);
      const parts = { now: NOW, timeZone: 'UTC', forecast: () => null, snapshots: [], branch: null };
      expectOneLine(sessionLine(text, read.query, parts));
    }
  },
};

/** Claude Code's own files: the account, what it has cached, its login, its settings. */
export const CLAUDE_CODE_FILES: Target = {
  name: "Claude Code's files",
  seeds: [
    `{"oauthAccount":{"organizationUuid":"${ORG}","accountUuid":"a","emailAddress":"a@example.com"},"cachedUsageUtilization":{"fetchedAtMs":${NOW},"accountUuid":"a","utilization":{"five_hour":{"utilization":42.0}}}}`,
    '{"claudeAiOauth":{"accessToken":"sk-ant-oat01-x","refreshToken":"y","expiresAt":1795000000000}}',
    '{\n  "statusLine": {"type":"command","command":"x"},\n  "hooks": {"a": [1, 2]}\n}\n',
  ].map((text) => Buffer.from(text)),
  grow: (dice) =>
    Buffer.from(grownJson(dice, ['oauthAccount', 'organizationUuid', 'claudeAiOauth', 'statusLine'])),
  check(input) {
    const text = input.toString();
    accountOf(text);
    cachedUsageOf(text);
    const login = decodeCredentials(text);
    if (login.kind === 'login' && /[^\x21-\x7e]/.test(login.accessToken))
      throw new Error('no header can carry it');
    if (!isObject(text)) return;
    const place = placeOfMember(text, 'statusLine');
    const changed =
      place === null ? withMember(text, 'statusLine', '{"a":1}').text : withValue(text, place, '{"a":1}');
    if ((JSON.parse(changed) as { statusLine: { a: number } }).statusLine.a !== 1)
      throw new Error('not put in');
    if (
      place !== null &&
      withValue(changed, { start: place.start, end: place.start + 7 }, text.slice(place.start, place.end)) !==
        text
    ) {
      throw new Error('taking it back leaves something else');
    }
  },
};

/** Templates of lines, which people write into shells and bars. */
export const TEMPLATES: Target = {
  name: 'templates',
  seeds: [
    '{model}{sep}{5h} {5h:reset}',
    '{5h>=90?{5h!HOT {5h}}|{7d}} \\{literal\\} {account}',
    '{extra?{extra}|none}{sep}{others}{sep}{pace}{sep}{forecast}',
  ].map((text) => Buffer.from(text)),
  check(input) {
    const parsed = parseLineTemplate(input.toString(), checkLineField);
    if (!parsed.ok) {
      if (!(parsed.at >= 0)) throw new Error(`no place: ${parsed.at}`);
      return;
    }
    const facts = {
      reading: null,
      readings: accountsOf([], NOW),
      now: NOW,
      timeZone: 'UTC',
      forecast: () => null,
      session: null,
    };
    const pieces = fillLine(parsed.template, facts);
    for (const format of LINE_FORMATS) {
      const line = printedLine(pieces, format);
      if (!['xbar', 'swiftbar', 'i3blocks', 'i3status', 'waybar', 'json', 'sketchybar'].includes(format))
        expectOneLine(line);
    }
    const printed = printLineTemplate(parsed.template);
    // Signs that need not be escaped are: it may grow over the longest that is read.
    if (printed.length > 2000) return;
    const again = parseLineTemplate(printed, checkLineField);
    if (!again.ok || JSON.stringify(again.template) !== JSON.stringify(parsed.template)) {
      throw new Error('printed and read again it is another template');
    }
  },
};

/** An event stream, cut anywhere. */
export const EVENTS: Target = {
  name: 'event stream',
  seeds: [
    'retry: 2000\n\nid: a-1\nevent: snapshots\ndata: [{"org_uuid":"x"}]\ndata: ]\n\n: still here\n\n',
    printEvent({ id: '1', event: 'snapshots', data: '[]\r\n[]' }),
  ].map((text) => Buffer.from(text)),
  check(input) {
    const text = input.toString();
    const whole = eventReader()(text);
    const reader = eventReader();
    const cut = [...text.matchAll(/[\s\S]{1,7}/gu)].flatMap(([chunk]) => reader(chunk));
    if (JSON.stringify(whole) !== JSON.stringify(cut)) throw new Error('it depends on where it is cut');
    for (const event of whole) {
      const [again] = eventReader()(printEvent({ ...event, event: event.event || 'message' }));
      if (again?.data !== event.data.replace(/\r\n|\r/g, '\n'))
        throw new Error('printed and read again it differs');
    }
  },
};

/** Colours of our own, and the marks that tell bash how wide a prompt is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const OWN_SIGNS = /\u001b\[[\d;]*m|[\u0001\u0002]/g;

/** One line, and nothing that a terminal would obey but that. */
function expectOneLine(line: string): void {
  const plain = line.replace(OWN_SIGNS, '').replace(/\n$/, '');
  if (/\p{Cc}|\u2028|\u2029|\u202e/u.test(plain)) {
    throw new Error(`it would be obeyed: ${JSON.stringify(plain.slice(0, 120))}`);
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
